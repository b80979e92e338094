using DualPath.Contracts.Conversations;
using static DualPath.Grains.Tests.TurnReader;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>What comes in while the store takes its time, and while another activation of the same conversation writes.</summary>
public sealed class ConcurrentCallsTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_SameOperationWhileTheFirstIsBeingRecorded_IsTheSameTurn()
    {
        string id = NewId();
        await fixture.TurnAsync(id, "right before");
        var command = new AskCommand { Scope = Scope, Question = "right twice", OperationId = "op-1" };
        var hold = fixture.Log.HoldAppends(id);
        var first = fixture.Conversation(id).AskAsync(command, Cancel);
        await hold.Reached;
        var second = fixture.Conversation(id).AskAsync(command, Cancel);
        await ArrivedAsync(id);
        hold.Release();

        Assert.Equal(await first, await second);
    }

    [Fact]
    public async Task Ask_AnotherScopeWhileTheFirstQuestionIsBeingRecorded_FindsNothing()
    {
        string id = NewId();
        var command = new AskCommand { Scope = Scope, Question = "right for me alone", OperationId = "op-1" };
        var hold = fixture.Log.HoldAppends(id, item => item is TurnAccepted);
        var mine = fixture.Conversation(id).AskAsync(command, Cancel);
        await hold.Reached;
        var same = fixture.Conversation(id).AskAsync(command with { Scope = "another" }, Cancel);
        var other = fixture.Conversation(id).AskAsync(command with { Scope = "another", OperationId = "op-2" }, Cancel);
        await fixture.Arrivals.OfAsync(id, nameof(IConversationGrain.AskAsync), 3);
        hold.Release();

        Assert.NotNull((await mine).Receipt);
        await Assert.ThrowsAsync<ConversationNotFoundException>(() => same);
        await Assert.ThrowsAsync<ConversationNotFoundException>(() => other);
        Assert.Single((await fixture.Log.ReadAsync(id, 0, Cancel)).OfType<TurnAccepted>());
    }

    [Fact]
    public async Task Stop_TurnBeginsMeanwhile_ItEndsOnce()
    {
        string id = NewId();
        const string question = "hold before the stopped one";
        const string stopped = "hold but stopped";
        var first = await fixture.AskAsync(id, question);
        await fixture.Generator.Reached(question).WaitAsync(Cancel);
        var second = await fixture.AskAsync(id, stopped);
        var ending = fixture.Log.HoldAppends(id, item => item is TurnCompleted);
        fixture.Generator.Release(question);
        await ending.Reached;

        // The end of the first turn is on its way to the log; the second begins while its stop is on its way there, too.
        var stop = fixture.Conversation(id).StopAsync(Scope, second.TurnId, StopTarget.Everything, Cancel);
        await ArrivedAsync(id);
        var stopping = fixture.Log.HoldAppends(id, item => item is TurnStopped);
        ending.Release();
        await stopping.Reached;
        await fixture.Generator.Reached(stopped).WaitAsync(Cancel);
        stopping.Release();
        await stop;

        var events = await fixture.ReadTurnAsync(id, second.TurnId);
        var third = await fixture.TurnAsync(id, "right after the stopped one");
        Assert.IsType<TurnStopped>(events[^1]);
        Assert.Equal(events[^1].Seq + 1, third[0].Seq);
        Assert.Single(await fixture.Log.ReadAsync(id, 0, Cancel), item => item.TurnId == second.TurnId && item.IsTerminal);
        Assert.DoesNotContain(third, item => item.TurnId == second.TurnId);
        Assert.Contains(events, item => item.TurnId == first.TurnId && item.IsTerminal);
    }

    [Theory]
    [InlineData(StopTarget.Deep)]
    [InlineData(StopTarget.Everything)]
    public async Task Stop_StoreFailsMeanwhile_FreesTheEngineAllTheSame(StopTarget target)
    {
        string id = NewId();
        string question = $"hold while the store fails {target}";
        var hold = fixture.Log.HoldAppends(id, item => item is DeepProgress);
        var receipt = await fixture.AskAsync(id, question);
        await fixture.Generator.Reached(question).WaitAsync(Cancel);
        await hold.Reached;

        await fixture.Conversation(id).StopAsync(Scope, receipt.TurnId, target, Cancel);
        hold.Fail();

        await fixture.Generator.Cancelled(question).WaitAsync(Cancel);
    }

    [Fact]
    public async Task Watch_AnotherActivationHasWritten_IsNotToldThatThereIsNoSuchConversation()
    {
        string id = NewId();
        var events = await fixture.TurnAsync(id, "right of the first activation");
        var (turnId, last) = await AnsweredElsewhereAsync(id, events[^1].Seq);

        Assert.IsType<TurnCompleted>(Assert.Single(await fixture.ReadTurnAsync(id, turnId, last - 1)));
    }

    [Fact]
    public async Task Ask_AnotherActivationHasWritten_IsRecordedAfterIt()
    {
        string id = NewId();
        var events = await fixture.TurnAsync(id, "right of the first activation, too");
        var (_, last) = await AnsweredElsewhereAsync(id, events[^1].Seq);

        await Assert.ThrowsAsync<LogMovedOnException>(() => fixture.AskAsync(id, "right of the one behind"));
        Assert.Equal(last + 1, (await fixture.AskAsync(id, "right of the one behind")).Seq);
    }

    /// <summary>Whatever was sent to the conversation before has come in: a watch waits for nothing.</summary>
    private async Task ArrivedAsync(string id) => await fixture.Conversation(id).WatchAsync(Scope, 0, Cancel).FirstAsync(Cancel);

    /// <summary>Writes a whole turn into the log, as another activation does when two are alive for a while.</summary>
    private async Task<(string TurnId, long Last)> AnsweredElsewhereAsync(string id, long after)
    {
        string turnId = NewId();
        TurnEvent[] events =
        [
            new TurnAccepted { TurnId = turnId, Seq = after + 1, ConversationId = id, Question = "q", Scope = Scope, AcceptedAt = default },
            new TurnCompleted
            {
                TurnId = turnId, Seq = after + 2, Text = "", Ruling = Contracts.Generation.RulingOutcome.Confirmed,
                Usage = Contracts.Generation.GenerationUsage.None, Cache = new(Contracts.Caching.CacheStatus.Miss),
            },
        ];
        Assert.True(await fixture.Log.TryAppendAsync(id, events, Cancel));
        return (turnId, after + 2);
    }
}
