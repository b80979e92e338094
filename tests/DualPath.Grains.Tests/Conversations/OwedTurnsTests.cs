using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Conversations;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using static DualPath.Grains.Tests.TurnReader;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>Turns that a process accepted and did not live to answer: nobody watches, and the sweep finds them.</summary>
public sealed class OwedTurnsTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly string _id = NewId();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OwedTurns Owed => new(fixture.Log, fixture.Cluster.Client, NullLogger<OwedTurns>.Instance);

    [Fact]
    public async Task Sweep_TurnNobodyWatches_GetsItsRulingAndIsOwedNoLonger()
    {
        var owed = await LeftBehindAsync("wrong and left behind");

        await Owed.SweepAsync(Cancel);

        var completed = Assert.IsType<TurnCompleted>(await fixture.Log.EndOf(owed.TurnId));
        Assert.Equal(ScriptedGenerator.Answer("wrong and left behind"), completed.Text);
        Assert.DoesNotContain(owed, await fixture.Log.OwedAsync(1000, Cancel));
        var resumed = Assert.Single((await fixture.Log.ReadAsync(_id, 0, Cancel)).OfType<TurnResumed>());
        Assert.Equal(2, resumed.Attempt);
    }

    [Fact]
    public async Task Sweep_TwiceAtOnce_AnswersOnce()
    {
        var owed = await LeftBehindAsync("hold for two sweeps");

        await Task.WhenAll(Owed.SweepAsync(Cancel), Owed.SweepAsync(Cancel));
        await fixture.Generator.Reached("hold for two sweeps").WaitAsync(Cancel);
        await Owed.SweepAsync(Cancel);
        fixture.Generator.Release("hold for two sweeps");

        await fixture.Log.EndOf(owed.TurnId);

        // Of this question: what other tests left behind is swept as well.
        Assert.Single(fixture.Generator.Requests, request => request.Prompt.Question == "hold for two sweeps");
    }

    [Fact]
    public async Task Sweep_TurnThatEndedEveryProcessBefore_FailsWithAReasonAndHarmsNoOther()
    {
        int most = new AnsweringOptions().MaxAttempts;
        var owed = await LeftBehindAsync("right but poisonous", new TurnResumed { Attempt = most });
        var next = await fixture.AskAsync(_id, "right behind the poison");

        await Owed.SweepAsync(Cancel);

        var failed = Assert.IsType<TurnFailed>(await fixture.Log.EndOf(owed.TurnId));
        Assert.Equal(ProblemTypes.AnswerFailed, failed.Problem.Type);
        Assert.Contains($"{most} times", failed.Problem.Detail, StringComparison.Ordinal);
        Assert.IsType<TurnCompleted>(await fixture.Log.EndOf(next.TurnId));
    }

    [Fact]
    public async Task Sweep_TurnThatWaitedForTheOneBefore_WasNotBegun()
    {
        var first = await LeftBehindAsync("right in front");
        var second = await LeftBehindAsync("right behind it");

        await Owed.SweepAsync(Cancel);

        Assert.IsType<TurnCompleted>(await fixture.Log.EndOf(second.TurnId));
        Assert.Equal(first.TurnId, Assert.Single((await fixture.Log.ReadAsync(_id, 0, Cancel)).OfType<TurnResumed>()).TurnId);
    }

    [Theory]
    [InlineData("right")]
    [InlineData("wrong")]
    public async Task Sweep_DraftWasShown_WhoAsksTheSameMeanwhileIsShownItToo(string how)
    {
        string question = $"hold what was drafted {how}", other = NewId();
        var owed = await LeftBehindAsync(
            question,
            new DraftDelta { Text = ScriptedGenerator.DraftOf(question) },
            new DraftCompleted { Source = DraftSource.Shallow, RecurrentSteps = 2 });
        await Owed.SweepAsync(Cancel);
        await fixture.Generator.Reached(question).WaitAsync(Cancel);

        var joined = await fixture.AskAsync(other, question);
        await fixture.Conversation(other).WatchAsync(Scope, 0, Cancel).FirstAsync(item => item is DeepProgress, Cancel);
        fixture.Generator.Release(question);

        var events = await fixture.ReadTurnAsync(other, joined.TurnId);
        AssertSound(events);
        Assert.Single(events.OfType<DraftCompleted>());
        Assert.DoesNotContain(events, item => item is TurnResumed);
        Assert.Equal(ScriptedGenerator.Answer(question), Assert.IsType<TurnCompleted>(await fixture.Log.EndOf(owed.TurnId)).Text);
        Assert.Single((await fixture.Log.ReadAsync(_id, 0, Cancel)).OfType<DraftDelta>());
    }

    [Fact]
    public async Task Sweep_OptionsChangedSince_AnswersWithTheRecordedOnes()
    {
        var settings = new GenerationSettings(1, 3, 17);
        var owed = await LeftBehindAsync(new TurnAccepted
        {
            ConversationId = _id,
            Question = "right under old options",
            AcceptedAt = DateTimeOffset.UnixEpoch,
            Settings = settings,
        });

        await Owed.SweepAsync(Cancel);

        await fixture.Log.EndOf(owed.TurnId);
        Assert.Equal(settings, fixture.Generator.Requests.Single(request => request.Prompt.Question == "right under old options").Settings);
    }

    [Fact]
    public async Task Sweep_OptionsChangedSince_ShowsTheModelAsMuchAsWasRecorded()
    {
        const string question = "right with little context";
        foreach (string earlier in (string[])["one", "two"])
        {
            await LeftBehindAsync(earlier, new TurnCompleted
            {
                Text = "so",
                Ruling = RulingOutcome.Confirmed,
                Usage = GenerationUsage.None,
                Cache = new CacheReport(CacheStatus.Miss),
            });
        }

        var owed = await LeftBehindAsync(
            new TurnAccepted { ConversationId = _id, Question = question, AcceptedAt = DateTimeOffset.UnixEpoch, ContextExchanges = 1 });

        await Owed.SweepAsync(Cancel);

        await fixture.Log.EndOf(owed.TurnId);
        var prompt = fixture.Generator.Requests.Single(request => request.Prompt.Question == question).Prompt;
        Assert.Equal("two", Assert.Single(prompt.Context).Question);
    }

    [Fact]
    public async Task Sweep_TurnIsOver_IsStruckOff()
    {
        await fixture.TurnAsync(_id, "right and over");
        var over = new OwedTurn(_id, (await fixture.Log.ReadAsync(_id, 0, Cancel))[0].TurnId);

        // As after a cut between the end of a turn and the settling of it.
        fixture.Log.Owe(over);
        await Owed.SweepAsync(Cancel);

        Assert.DoesNotContain(over, await fixture.Log.OwedAsync(1000, Cancel));
    }

    [Fact]
    public async Task Sweep_TurnIsJustBeingAccepted_DisturbsNothing()
    {
        await fixture.TurnAsync(_id, "right before the sweep");
        var hold = fixture.Log.HoldAnswers(_id);
        var asking = fixture.AskAsync(_id, "right while the sweep comes");
        await hold.Reached;

        var sweep = Owed.SweepAsync(Cancel);
        await fixture.Conversation(_id).WatchAsync(Scope, 0, Cancel).FirstAsync(Cancel);
        hold.Release();
        await sweep;

        Assert.IsType<TurnCompleted>(await fixture.Log.EndOf((await asking).TurnId));
        Assert.Empty((await fixture.Log.ReadAsync(_id, 0, Cancel)).OfType<TurnResumed>());
    }

    [Fact]
    public async Task Ask_TheRecord_TellsSettingsAndModel()
    {
        await fixture.AskAsync(_id, "right on record");
        var accepted = (TurnAccepted)(await fixture.Log.ReadAsync(_id, 0, Cancel))[0];

        Assert.Equal(new GenerationSettings(2, 16, 96, GenerationSettings.ModelExit), accepted.Settings);
        Assert.Equal(fixture.Generator.Checksum, accepted.Model);
        Assert.Equal(new AnsweringOptions().ContextExchanges, accepted.ContextExchanges);
    }

    /// <summary>Puts a turn on record whose process is gone.</summary>
    private Task<OwedTurn> LeftBehindAsync(string question, params TurnEvent[] then) =>
        LeftBehindAsync(new TurnAccepted { ConversationId = _id, Question = question, AcceptedAt = DateTimeOffset.UnixEpoch }, then);

    private async Task<OwedTurn> LeftBehindAsync(TurnAccepted accepted, params TurnEvent[] then)
    {
        string turnId = NewId();
        long seq = (await fixture.Log.ReadAsync(_id, 0, Cancel)).Count;
        TurnEvent[] events = [accepted with { Scope = Scope }, .. then];
        Assert.True(await fixture.Log.TryAppendAsync(_id, [.. events.Select(item => item with { TurnId = turnId, Seq = ++seq })], Cancel));
        return new OwedTurn(_id, turnId);
    }
}
