using System.Text.Json;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Storage.Tests.Conversations;

/// <summary>What every <see cref="IConversationLog"/> must do.</summary>
public abstract class ConversationLogContract
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<IConversationLog> LogAsync();

    [Fact]
    public async Task ReadAsync_NothingOnRecord_IsEmpty()
    {
        var log = await LogAsync();

        Assert.Empty(await log.ReadAsync(_id, 0, Token));
        Assert.Empty(await log.ReadAsync(_id, 7, Token));
    }

    [Fact]
    public async Task ReadAsync_EveryKindOfEvent_ComesBackAsItWas()
    {
        var log = await LogAsync();
        TurnEvent[] events =
        [
            new TurnAccepted { ConversationId = _id, Question = "ça va? 😀", OperationId = "op", Scope = "s", AcceptedAt = DateTimeOffset.UnixEpoch, Settings = new(2, 16, 96), Model = "00ff" },
            new TurnResumed { Attempt = 2 },
            new DraftDelta { Text = "two\nlines \"quoted\"" },
            new DraftCompleted { Source = DraftSource.Shallow, Confidence = 0.5, RecurrentSteps = 2, TimeToFirstTokenMs = 1.25 },
            new DraftCompleted { Source = DraftSource.Acknowledgement, Confidence = 0.25, RecurrentSteps = 2, Subject = "ça va" },
            new DeepQueued { Position = 1, EstimatedWaitMs = null },
            new DeepProgress { Step = 3, Of = 16, Convergence = 0.125, ConfirmedCharacters = 4 },
            new RevisionIssued
            {
                Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Amended, Patches = [new(0, 3, "2")], IsFinal = true, Reason = null,
            },
            new TurnCompleted
            {
                Text = "2", Ruling = RulingOutcome.Amended, Usage = new GenerationUsage { DraftSteps = 2, DeepMs = 0.5 },
                Cache = new CacheReport(CacheStatus.Hit, 2.5), Model = "00ff",
            },
            new TurnStopped { Target = StopTarget.Deep, Text = "" },
            new TurnFailed { Problem = new Problem(ProblemTypes.EngineBusy, "t", 503, "d") },
        ];
        events = Numbered(1, events);

        Assert.True(await log.TryAppendAsync(_id, events, Token));

        // Compared as JSON: a record with an array in it compares the array by reference.
        Assert.Equal(events.Select(Json), (await log.ReadAsync(_id, 0, Token)).Select(Json));
    }

    [Fact]
    public async Task ReadAsync_AfterAPosition_GivesOnlyWhatFollows()
    {
        var log = await LogAsync();
        await log.TryAppendAsync(_id, Deltas(1, "a", "b", "c"), Token);

        Assert.Equal([3L], (await log.ReadAsync(_id, 2, Token)).Select(e => e.Seq));
        Assert.Empty(await log.ReadAsync(_id, 3, Token));
        Assert.Empty(await log.ReadAsync(_id, 9, Token));
    }

    [Fact]
    public async Task TryAppendAsync_LogHasMovedOn_WritesNothing()
    {
        var log = await LogAsync();
        Assert.True(await log.TryAppendAsync(_id, Deltas(1, "first"), Token));

        Assert.False(await log.TryAppendAsync(_id, Deltas(1, "late", "later"), Token));
        Assert.False(await log.TryAppendAsync(_id, Deltas(3, "too far"), Token));

        Assert.Equal(Deltas(1, "first"), await log.ReadAsync(_id, 0, Token));
    }

    [Fact]
    public async Task TryAppendAsync_ManyWritersAtOnce_EveryPositionIsWrittenByOne()
    {
        var log = await LogAsync();
        const int Rounds = 25;
        int[] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                int wins = 0;
                for (int seq = 1; seq <= 2 * Rounds; seq += 2)
                {
                    wins += await log.TryAppendAsync(_id, Deltas(seq, $"{writer}", $"{writer}"), Token) ? 1 : 0;
                }

                return wins;
            },
            Token)));

        var events = await log.ReadAsync(_id, 0, Token);
        Assert.Equal(events.Count, 2 * won.Sum());
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Seq));
        Assert.All(events.Chunk(2), pair => Assert.Equal(((DraftDelta)pair[0]).Text, ((DraftDelta)pair[1]).Text));
    }

    [Fact]
    public async Task TryAppendAsync_OtherConversation_IsAnotherLog()
    {
        var log = await LogAsync();
        await log.TryAppendAsync(_id, Deltas(1, "mine"), Token);

        Assert.True(await log.TryAppendAsync(_id + "x", Deltas(1, "theirs"), Token));
        Assert.Equal(Deltas(1, "mine"), await log.ReadAsync(_id, 0, Token));
    }

    [Fact]
    public async Task TryAppendAsync_VeryManyAtOnce_AreOnRecordInOrder()
    {
        var log = await LogAsync();
        TurnEvent[] events = Deltas(1, [.. Enumerable.Range(0, 10_000).Select(i => $"{i}")]);

        Assert.True(await log.TryAppendAsync(_id, events, Token));

        Assert.Equal(events, await log.ReadAsync(_id, 0, Token));
    }

    [Fact]
    public async Task TryAppendAsync_PositionsWithAGap_AreRefused()
    {
        var log = await LogAsync();
        TurnEvent[] gap = [.. Deltas(1, "a"), .. Deltas(3, "c")];

        await Assert.ThrowsAsync<ArgumentException>(() => log.TryAppendAsync(_id, gap, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => log.TryAppendAsync(_id, [], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => log.TryAppendAsync(_id, Deltas(0, "a"), Token));
    }

    [Fact]
    public async Task TryAppendAsync_LargeBatch_IsKeptWhole()
    {
        var log = await LogAsync();
        var events = Deltas(1, Enumerable.Range(0, 2000).Select(i => new string('x', i % 97 + 1)).ToArray());

        Assert.True(await log.TryAppendAsync(_id, events, Token));

        Assert.Equal(events, await log.ReadAsync(_id, 0, Token));
    }

    [Fact]
    public async Task OwedAsync_TurnFromItsAcceptanceToItsEnd_NamesIt()
    {
        var log = await LogAsync();
        var owed = new OwedTurn(_id, "t");
        await log.TryAppendAsync(_id, Numbered(1, [Accepted()]), Token);
        Assert.Contains(owed, await log.OwedAsync(1000, Token));

        await log.TryAppendAsync(_id, Deltas(2, "still"), Token);
        Assert.Contains(owed, await log.OwedAsync(1000, Token));

        await log.TryAppendAsync(_id, Numbered(3, [new DraftDelta { Text = "over" }, new TurnStopped { Target = StopTarget.Everything, Text = "" }]), Token);
        Assert.DoesNotContain(owed, await log.OwedAsync(1000, Token));
    }

    [Fact]
    public async Task OwedAsync_MoreThanAskedFor_NamesTheLongestAccepted()
    {
        var log = await LogAsync();
        await log.TryAppendAsync(_id + "b", Numbered(1, [Accepted(at: -1)]), Token);
        await log.TryAppendAsync(_id + "a", Numbered(1, [Accepted(at: -2)]), Token);

        var owed = await log.OwedAsync(1000, Token);

        Assert.Equal([_id + "a", _id + "b"], owed.Select(turn => turn.ConversationId).Where(id => id.StartsWith(_id, StringComparison.Ordinal)));
        Assert.Single(await log.OwedAsync(1, Token));
    }

    [Fact]
    public async Task TryAppendAsync_LogHasMovedOn_OwesNothing()
    {
        var log = await LogAsync();
        await log.TryAppendAsync(_id, Deltas(1, "first"), Token);

        Assert.False(await log.TryAppendAsync(_id, Numbered(1, [Accepted()]), Token));

        Assert.DoesNotContain(new OwedTurn(_id, "t"), await log.OwedAsync(1000, Token));
    }

    [Fact]
    public async Task SettleAsync_NamesItNoLonger()
    {
        var log = await LogAsync();
        await log.TryAppendAsync(_id, Numbered(1, [Accepted()]), Token);

        await log.SettleAsync(new OwedTurn(_id, "t"), Token);
        await log.SettleAsync(new OwedTurn(_id, "t"), Token);

        Assert.DoesNotContain(new OwedTurn(_id, "t"), await log.OwedAsync(1000, Token));
    }

    [Fact]
    public async Task AnyCall_Cancelled_Throws()
    {
        var log = await LogAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.TryAppendAsync(_id, Deltas(1, "a"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.ReadAsync(_id, 0, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.OwedAsync(1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.SettleAsync(new OwedTurn(_id, "t"), cancelled));
    }

    private TurnAccepted Accepted(int at = 0) =>
        new() { ConversationId = _id, Question = "q", AcceptedAt = DateTimeOffset.UnixEpoch.AddSeconds(at) };

    private static TurnEvent[] Deltas(long firstSeq, params string[] texts) =>
        Numbered(firstSeq, texts.Select(text => new DraftDelta { Text = text }));

    private static TurnEvent[] Numbered(long firstSeq, IEnumerable<TurnEvent> events) =>
        [.. events.Select((e, i) => e with { TurnId = "t", Seq = firstSeq + i })];

    private static string Json(TurnEvent turnEvent) => JsonSerializer.Serialize(turnEvent, TurnEventJson.Default.TurnEvent);
}
