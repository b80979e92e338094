using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>Conversations and answers in a real cluster of three silos.</summary>
public sealed class ConversationGrainTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private const string Scope = "someone";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_DraftRight_IsConfirmed()
    {
        var events = await TurnAsync(NewId(), "right one");
        Assert.IsType<TurnAccepted>(events[0]);
        Assert.Equal(DraftSource.Shallow, events.OfType<DraftCompleted>().Single().Source);
        Assert.Equal(RulingOutcome.Confirmed, events.OfType<RevisionIssued>().Single().Outcome);
        Assert.Equal(ScriptedGenerator.Answer("right one"), Assert.IsType<TurnCompleted>(events[^1]).Text);
        AssertSound(events);
    }

    [Fact]
    public async Task Ask_DraftWrong_IsAmended()
    {
        var events = await TurnAsync(NewId(), "wrong one");
        Assert.Equal(RulingOutcome.Amended, Assert.IsType<TurnCompleted>(events[^1]).Ruling);
        AssertSound(events);
    }

    [Fact]
    public async Task Ask_SameQuestionAgain_ComesFromTheCacheWithoutTheModel()
    {
        string id = NewId();
        await TurnAsync(id, "right again");
        int drafts = fixture.Generator.Drafts;
        var events = await TurnAsync(id, "  right   again ");
        Assert.Equal(DraftSource.Cache, events.OfType<DraftCompleted>().Single().Source);
        Assert.Equal(0, events.OfType<DraftCompleted>().Single().RecurrentSteps);
        Assert.Equal(CacheStatus.Hit, Assert.IsType<TurnCompleted>(events[^1]).Cache.Status);
        Assert.Empty(events.OfType<RevisionIssued>());
        Assert.Equal(drafts, fixture.Generator.Drafts);
    }

    [Fact]
    public async Task Ask_SameQuestionInAnotherScope_RunsTheModel()
    {
        await TurnAsync(NewId(), "right for one");
        int drafts = fixture.Generator.Drafts;
        await TurnAsync(NewId(), "right for one", scope: "someone else");
        Assert.Equal(drafts + 1, fixture.Generator.Drafts);
    }

    [Fact]
    public async Task Ask_LaterTurn_ShowsTheModelTheEarlierAnswers()
    {
        string id = NewId();
        await TurnAsync(id, "right first");
        await TurnAsync(id, "wrong second");
        var prompt = fixture.Generator.Prompts.Last(prompt => prompt.Question == "wrong second");
        var exchange = Assert.Single(prompt.Context);
        Assert.Equal(new Exchange("right first", ScriptedGenerator.Answer("right first")), exchange);
    }

    [Fact]
    public async Task Ask_TwoHundredAtOnce_IsOneRun()
    {
        const string question = "hold many wrong";
        int drafts = fixture.Generator.Drafts;
        var turns = Enumerable.Range(0, 200).Select(_ => TurnAsync(NewId(), question)).ToArray();
        await fixture.Generator.Reached(question).WaitAsync(Cancel);
        fixture.Generator.Release(question);
        foreach (var events in await Task.WhenAll(turns))
        {
            AssertSound(events);
            Assert.Equal(ScriptedGenerator.Answer(question), Assert.IsType<TurnCompleted>(events[^1]).Text);
        }

        Assert.Equal(drafts + 1, fixture.Generator.Drafts);
    }

    [Fact]
    public async Task Watch_TwoWatchers_SeeTheSame()
    {
        string id = NewId();
        const string question = "hold two watchers";
        var receipt = await AskAsync(id, question);
        var first = ReadTurnAsync(id, receipt.TurnId, afterSeq: 0);
        await DraftedAsync(id);
        var second = ReadTurnAsync(id, receipt.TurnId, afterSeq: 3);
        fixture.Generator.Release(question);
        var all = await first;
        Assert.Equal(all.Skip(3), await second, EventsEqual);
    }

    [Fact]
    public async Task Watch_OtherScope_IsNotFound()
    {
        string id = NewId();
        await TurnAsync(id, "right mine");
        var watch = fixture.Conversation(id).WatchAsync("another", 0, Cancel);
        await Assert.ThrowsAsync<ConversationNotFoundException>(async () => await watch.FirstAsync(Cancel));
        await Assert.ThrowsAsync<ConversationNotFoundException>(() =>
            fixture.Conversation(id).AskAsync(new AskCommand { Scope = "another", Question = "right" }, Cancel));
    }

    [Fact]
    public async Task Watch_NeverTellsTheScope()
    {
        var events = await TurnAsync(NewId(), "right secret");
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
            await AskAsync(id, question);
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
        var receipt = await AskAsync(id, question);
        await fixture.Generator.Reached(question).WaitAsync(Cancel);
        await DraftedAsync(id);
        await fixture.Conversation(id).StopAsync(Scope, receipt.TurnId, target, Cancel);
        var events = await ReadTurnAsync(id, receipt.TurnId, 0);
        var stopped = Assert.IsType<TurnStopped>(events[^1]);
        Assert.Equal(target, stopped.Target);
        Assert.Equal($"It is no: {question}", stopped.Text);

        // The conversation goes on.
        Assert.IsType<TurnCompleted>((await TurnAsync(id, $"right after {target}"))[^1]);
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("broken")]
    public async Task Ask_DeepPathFails_LeavesTheDraftUnverifiedAndUncached(string how)
    {
        string id = NewId();
        string question = $"{how} wrong";
        var events = await TurnAsync(id, question);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal(RulingOutcome.Unverified, completed.Ruling);
        Assert.Equal($"It is no: {question}", completed.Text);
        Assert.NotNull(events.OfType<RevisionIssued>().Single().Reason);
        AssertSound(events);
        Assert.Equal(DraftSource.Shallow, (await TurnAsync(id, question)).OfType<DraftCompleted>().Single().Source);
    }

    [Fact]
    public async Task Ask_EngineFull_FailsWithItsProblem()
    {
        var failed = Assert.IsType<TurnFailed>((await TurnAsync(NewId(), "full"))[^1]);
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
        var events = await ReadTurnAsync(id, asked.Receipt!.TurnId, 0, own);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal(ScriptedGenerator.Answer(question), completed.Text);
        Assert.NotEqual(RulingOutcome.Unverified, completed.Ruling);
        AssertSound(events);
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static bool EventsEqual(TurnEvent left, TurnEvent right) =>
        System.Text.Json.JsonSerializer.Serialize(left, TurnEventJson.Default.TurnEvent)
        == System.Text.Json.JsonSerializer.Serialize(right, TurnEventJson.Default.TurnEvent);

    /// <summary>Gap-free seq, one terminal event at the end, and events that fold to the final text.</summary>
    private static void AssertSound(List<TurnEvent> events)
    {
        Assert.Equal(Enumerable.Range((int)events[0].Seq, events.Count).Select(seq => (long)seq), events.Select(item => item.Seq));
        Assert.All(events.SkipLast(1), item => Assert.False(item.IsTerminal));
        string shown = "";
        int revision = 0;
        foreach (var item in events)
        {
            if (item is DraftDelta delta)
            {
                shown += delta.Text;
            }
            else if (item is RevisionIssued issued)
            {
                Assert.Equal(revision, issued.BaseRevision);
                revision = issued.Revision;
                shown = TextPatch.Apply(shown, issued.Patches);
            }
        }

        Assert.Equal(Assert.IsType<TurnCompleted>(events[^1]).Text, shown);
    }

    private async Task<TurnReceipt> AskAsync(string id, string question, string scope = Scope)
    {
        var result = await fixture.Conversation(id).AskAsync(new AskCommand { Scope = scope, Question = question }, Cancel);
        Assert.Null(result.Problem);
        return result.Receipt!;
    }

    private async Task<List<TurnEvent>> TurnAsync(string id, string question, string scope = Scope)
    {
        var receipt = await AskAsync(id, question, scope);
        return await ReadTurnAsync(id, receipt.TurnId, receipt.Seq - 1, scope: scope);
    }

    /// <summary>Waits until the draft is on record. The generator is ahead of that: what it has reached says nothing about the log.</summary>
    private async Task DraftedAsync(string id) =>
        await fixture.Conversation(id).WatchAsync(Scope, 0, Cancel).FirstAsync(item => item is DraftCompleted, Cancel);

    /// <summary>Watches until a turn is over, as a client does: a watch that breaks is taken up again after the last event.</summary>
    private async Task<List<TurnEvent>> ReadTurnAsync(
        string id, string turnId, long afterSeq, ClusterFixture? cluster = null, string scope = Scope)
    {
        var events = new List<TurnEvent>();
        while (true)
        {
            try
            {
                await foreach (var item in (cluster ?? fixture).Conversation(id).WatchAsync(scope, afterSeq, Cancel))
                {
                    events.Add(item);
                    afterSeq = item.Seq;
                    if (item.TurnId == turnId && item.IsTerminal)
                    {
                        return events;
                    }
                }
            }
            catch (Exception e) when (e is not ConversationNotFoundException && !Cancel.IsCancellationRequested)
            {
                // The silo is gone; the next call finds another one.
                TestContext.Current.SendDiagnosticMessage("watching again after: {0}", e.Message);
            }
        }
    }
}
