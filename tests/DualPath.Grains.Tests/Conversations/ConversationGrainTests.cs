using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using static DualPath.Grains.Tests.TurnReader;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>Conversations and answers in a real cluster of three silos.</summary>
public sealed class ConversationGrainTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_DraftRight_IsConfirmed()
    {
        var events = await fixture.TurnAsync(NewId(), "right one");
        Assert.IsType<TurnAccepted>(events[0]);
        Assert.Equal(DraftSource.Shallow, events.OfType<DraftCompleted>().Single().Source);
        Assert.Equal(RulingOutcome.Confirmed, events.OfType<RevisionIssued>().Single().Outcome);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((ScriptedGenerator.Answer("right one"), fixture.Generator.Checksum), (completed.Text, completed.Model));
        AssertSound(events);
    }

    [Fact]
    public async Task Ask_DraftWrong_IsAmended()
    {
        var events = await fixture.TurnAsync(NewId(), "wrong one");
        Assert.Equal(RulingOutcome.Amended, Assert.IsType<TurnCompleted>(events[^1]).Ruling);
        AssertSound(events);
    }

    [Fact]
    public async Task Ask_SameQuestionAgain_ComesFromTheCacheWithoutTheModel()
    {
        string id = NewId();
        await fixture.TurnAsync(id, "right again");
        int drafts = fixture.Generator.Drafts;
        var events = await fixture.TurnAsync(id, "  right   again ");
        Assert.Equal(DraftSource.Cache, events.OfType<DraftCompleted>().Single().Source);
        Assert.Equal(0, events.OfType<DraftCompleted>().Single().RecurrentSteps);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((CacheStatus.Hit, fixture.Generator.Checksum), (completed.Cache.Status, completed.Model));
        Assert.Empty(events.OfType<RevisionIssued>());
        Assert.Equal(drafts, fixture.Generator.Drafts);
    }

    [Fact]
    public async Task Ask_SameQuestionInAnotherScope_RunsTheModel()
    {
        await fixture.TurnAsync(NewId(), "right for one");
        int drafts = fixture.Generator.Drafts;
        await fixture.TurnAsync(NewId(), "right for one", scope: "someone else");
        Assert.Equal(drafts + 1, fixture.Generator.Drafts);
    }

    [Fact]
    public async Task Ask_LaterTurn_ShowsTheModelTheEarlierAnswers()
    {
        string id = NewId();
        await fixture.TurnAsync(id, "right first");
        await fixture.TurnAsync(id, "wrong second");
        var prompt = fixture.Generator.Requests.Last(request => request.Prompt.Question == "wrong second").Prompt;
        var exchange = Assert.Single(prompt.Context);
        Assert.Equal(new Exchange("right first", ScriptedGenerator.Answer("right first")), exchange);
    }

    [Fact]
    public async Task Ask_AThousandAtOnce_IsOneRun()
    {
        const string question = "hold many wrong";
        var turns = Enumerable.Range(0, 1000).Select(_ => fixture.TurnAsync(NewId(), question)).ToArray();
        await fixture.Generator.Reached(question).WaitAsync(Cancel);
        fixture.Generator.Release(question);
        foreach (var events in await Task.WhenAll(turns))
        {
            AssertSound(events);
            Assert.Equal(ScriptedGenerator.Answer(question), Assert.IsType<TurnCompleted>(events[^1]).Text);
        }

        // Of this question: what an earlier test left behind may begin meanwhile.
        Assert.Single(fixture.Generator.Requests, request => request.Prompt.Question == question);
    }

    [Fact]
    public async Task Watch_TwoWatchers_SeeTheSame()
    {
        string id = NewId();
        const string question = "hold two watchers";
        var receipt = await fixture.AskAsync(id, question);
        var first = fixture.ReadTurnAsync(id, receipt.TurnId, afterSeq: 0);
        await fixture.DraftedAsync(id);
        var second = fixture.ReadTurnAsync(id, receipt.TurnId, afterSeq: 3);
        fixture.Generator.Release(question);
        var all = await first;
        Assert.Equal(all.Skip(3), await second, EventsEqual);
    }

    [Fact]
    public async Task Watch_OtherScope_IsNotFound()
    {
        string id = NewId();
        await fixture.TurnAsync(id, "right mine");
        var watch = fixture.Conversation(id).WatchAsync("another", 0, Cancel);
        await Assert.ThrowsAsync<ConversationNotFoundException>(async () => await watch.FirstAsync(Cancel));
        await Assert.ThrowsAsync<ConversationNotFoundException>(() =>
            fixture.Conversation(id).AskAsync(new AskCommand { Scope = "another", Question = "right" }, Cancel));
    }

    [Fact]
    public async Task Watch_NeverTellsTheScope()
    {
        var events = await fixture.TurnAsync(NewId(), "right secret");
        Assert.Null(Assert.IsType<TurnAccepted>(events[0]).Scope);
    }

    [Fact]
    public async Task Ask_SameOperation_IsTheSameTurn()
    {
        string id = NewId();
        var command = new AskCommand { Scope = Scope, Question = "right once", OperationId = "op-1" };
        var first = await fixture.Conversation(id).AskAsync(command, Cancel);
        var second = await fixture.Conversation(id).AskAsync(command, Cancel);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Ask_TooManyOpenTurns_IsRefused()
    {
        string id = NewId();
        const string question = "hold the queue";
        for (int i = 0; i < new Grains.Hosting.AnsweringOptions().MaxOpenTurns; i++)
        {
            await fixture.AskAsync(id, question);
        }

        var refused = await fixture.Conversation(id).AskAsync(new AskCommand { Scope = Scope, Question = question }, Cancel);
        Assert.Equal(ProblemTypes.TooManyOpenTurns, refused.Problem?.Type);
        fixture.Generator.Release(question);
    }

    [Theory]
    [InlineData(StopTarget.Deep)]
    [InlineData(StopTarget.Everything)]
    public async Task Stop_DuringTheDeepPass_KeepsTheDraft(StopTarget target)
    {
        string id = NewId();
        string question = $"hold and stop {target} wrong";
        var receipt = await fixture.AskAsync(id, question);
        await fixture.Generator.Reached(question).WaitAsync(Cancel);
        await fixture.DraftedAsync(id);
        await fixture.Conversation(id).StopAsync(Scope, receipt.TurnId, target, Cancel);
        var events = await fixture.ReadTurnAsync(id, receipt.TurnId, 0);
        var stopped = Assert.IsType<TurnStopped>(events[^1]);
        Assert.Equal(target, stopped.Target);
        Assert.Equal($"It is no: {question}", stopped.Text);
        await fixture.Generator.Cancelled(question).WaitAsync(Cancel);

        // The conversation goes on.
        Assert.IsType<TurnCompleted>((await fixture.TurnAsync(id, $"right after {target}"))[^1]);
    }

    [Fact]
    public async Task Stop_OneOfTwoWhoShareARun_TheRunEndsWithTheLast()
    {
        const string question = "hold for two who stop wrong";
        (string Id, TurnReceipt Receipt)[] turns = new (string, TurnReceipt)[3];
        for (int i = 0; i < turns.Length; i++)
        {
            string id = NewId();
            turns[i] = (id, await fixture.AskAsync(id, question));
            await fixture.DraftedAsync(id);
        }

        await fixture.Generator.Reached(question).WaitAsync(Cancel);
        foreach (var (id, receipt) in turns)
        {
            Assert.False(fixture.Generator.Cancelled(question).IsCompleted);
            await fixture.Conversation(id).StopAsync(Scope, receipt.TurnId, StopTarget.Deep, Cancel);
            Assert.IsType<TurnStopped>((await fixture.ReadTurnAsync(id, receipt.TurnId))[^1]);
        }

        await fixture.Generator.Cancelled(question).WaitAsync(Cancel);
        Assert.Single(fixture.Generator.Requests, request => request.Prompt.Question == question);
    }

    [Fact]
    public async Task Stop_OneOfTwoWhoShareARun_TheOtherIsAnswered()
    {
        const string question = "hold for one who stops wrong";
        string id = NewId(), other = NewId();
        var stopped = await fixture.AskAsync(id, question);
        var answered = await fixture.AskAsync(other, question);
        await fixture.DraftedAsync(id);
        await fixture.DraftedAsync(other);
        await fixture.Generator.Reached(question).WaitAsync(Cancel);

        await fixture.Conversation(id).StopAsync(Scope, stopped.TurnId, StopTarget.Everything, Cancel);
        Assert.IsType<TurnStopped>((await fixture.ReadTurnAsync(id, stopped.TurnId))[^1]);
        fixture.Generator.Release(question);

        var events = await fixture.ReadTurnAsync(other, answered.TurnId);
        Assert.Equal(ScriptedGenerator.Answer(question), Assert.IsType<TurnCompleted>(events[^1]).Text);
        AssertSound(events);
        Assert.Single(fixture.Generator.Requests, request => request.Prompt.Question == question);
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("broken")]
    public async Task Ask_DeepPathFails_LeavesTheDraftUnverifiedAndUncached(string how)
    {
        string id = NewId();
        string question = $"{how} wrong";
        var events = await fixture.TurnAsync(id, question);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal(RulingOutcome.Unverified, completed.Ruling);
        Assert.Equal($"It is no: {question}", completed.Text);
        Assert.NotNull(events.OfType<RevisionIssued>().Single().Reason);
        AssertSound(events);
        Assert.Equal(DraftSource.Shallow, (await fixture.TurnAsync(id, question)).OfType<DraftCompleted>().Single().Source);
    }

    [Theory]
    [InlineData("lost draft")]
    [InlineData("lost ruling")]
    public async Task Ask_SiloLostMidway_IsAnsweredAgainAndRuledOn(string how)
    {
        string question = $"{how} wrong";

        var events = await fixture.TurnAsync(NewId(), question);

        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((RulingOutcome.Amended, ScriptedGenerator.Answer(question)), (completed.Ruling, completed.Text));
        Assert.Equal(2, Assert.Single(events.OfType<TurnResumed>()).Attempt);
        AssertSound(events);
    }

    [Fact]
    public async Task Ask_EngineFull_FailsWithItsProblem()
    {
        var failed = Assert.IsType<TurnFailed>((await fixture.TurnAsync(NewId(), "full"))[^1]);
        Assert.Equal(ProblemTypes.EngineBusy, failed.Problem.Type);
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("stopped")]
    public async Task LoseSilo_BetweenDraftAndRuling_TurnIsCompletedElsewhere(string end)
    {
        // A cluster of its own: this test takes silos away.
        await using var own = new ClusterFixture();
        await own.InitializeAsync();
        string id = NewId();
        const string question = "hold for the crash wrong";
        var asked = await own.Conversation(id).AskAsync(new AskCommand { Scope = Scope, Question = question }, Cancel);
        await own.Generator.Reached(question).WaitAsync(Cancel);

        // All but one: whichever held the conversation and the answer, at least most of it is gone.
        foreach (var silo in own.Cluster.Silos.Skip(1).ToArray())
        {
            await (end == "killed" ? own.Cluster.KillSiloAsync(silo, Cancel) : own.Cluster.StopSiloAsync(silo, Cancel));
        }

        own.Generator.Release(question);
        var events = await own.ReadTurnAsync(id, asked.Receipt!.TurnId);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal(ScriptedGenerator.Answer(question), completed.Text);
        Assert.NotEqual(RulingOutcome.Unverified, completed.Ruling);
        AssertSound(events);
    }

    private static bool EventsEqual(TurnEvent left, TurnEvent right) =>
        System.Text.Json.JsonSerializer.Serialize(left, TurnEventJson.Default.TurnEvent)
        == System.Text.Json.JsonSerializer.Serialize(right, TurnEventJson.Default.TurnEvent);
}
