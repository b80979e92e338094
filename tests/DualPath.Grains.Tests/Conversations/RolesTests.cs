using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using Orleans.TestingHost;
using static DualPath.Grains.Tests.TurnReader;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>Silos without a model: they keep conversations, and have others answer.</summary>
public sealed class RolesTests : IAsyncLifetime
{
    private readonly ClusterFixture _cluster = new() { HasModel = false };
    private readonly string _id = NewId();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Ask_NobodyHasAModel_WaitsAndSaysSoAndIsAnsweredOnceSomebodyHas()
    {
        var receipt = await _cluster.AskAsync(_id, "wrong at first");
        await _cluster.Conversation(_id).WatchAsync(Scope, 0, Cancel).FirstAsync(item => item is TurnWaiting, Cancel);

        await StartEngineAsync();
        var events = await _cluster.ReadTurnAsync(_id, receipt.TurnId);

        // Not begun again: nothing had been tried.
        AssertSound(events);
        Assert.Equal(ScriptedGenerator.Answer("wrong at first"), Assert.IsType<TurnCompleted>(events[^1]).Text);
        Assert.Equal(ProblemTypes.EngineUnavailable, Assert.Single(events.OfType<TurnWaiting>()).Problem.Type);
        Assert.DoesNotContain(events, item => item is TurnResumed);
        Assert.Null(events.OfType<TurnAccepted>().Single().Model);
    }

    [Fact]
    public async Task Stop_WhileNobodyHasAModel_StopsTheTurn()
    {
        var receipt = await _cluster.AskAsync(_id, "right too late");
        await _cluster.Conversation(_id).WatchAsync(Scope, 0, Cancel).FirstAsync(item => item is TurnWaiting, Cancel);

        await _cluster.Conversation(_id).StopAsync(Scope, receipt.TurnId, StopTarget.Everything, Cancel);

        Assert.IsType<TurnStopped>((await _cluster.ReadTurnAsync(_id, receipt.TurnId))[^1]);
    }

    [Fact]
    public async Task Disown_Answer_NeedsSomebodyWithAModelAndIsThenForgotten()
    {
        await StartEngineAsync();
        var first = await _cluster.TurnAsync(_id, "right by another");
        Assert.Equal(CacheStatus.Hit, ((TurnCompleted)(await _cluster.TurnAsync(_id, "right by another"))[^1]).Cache.Status);

        await _cluster.Conversation(_id).DisownAsync(Scope, first[0].TurnId, Cancel);
        Assert.Equal(CacheStatus.Miss, ((TurnCompleted)(await _cluster.TurnAsync(_id, "right by another"))[^1]).Cache.Status);

        await _cluster.Cluster.StopSiloAsync(_cluster.Cluster.Silos[^1], Cancel);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => _cluster.Conversation(_id).DisownAsync(Scope, first[0].TurnId, Cancel));
    }

    [Fact]
    public async Task Conversations_LiveWherePeopleComeAndNotOnAnEngine()
    {
        _cluster.IsEdge = false;
        var engine = await StartEngineAsync();
        string[] ids = [.. Enumerable.Range(0, 24).Select(_ => NewId())];
        await Task.WhenAll(ids.Select(id => _cluster.TurnAsync(id, "right by itself")));

        var management = _cluster.Cluster.Client.GetGrain<IManagementGrain>(0);
        var conversations = (await management.GetDetailedGrainStatistics(null, null, Cancel)).Where(grain => ids.Contains(grain.GrainId.Key.ToString())).ToList();
        Assert.Equal(ids.Length, conversations.Count);
        Assert.DoesNotContain(conversations, grain => grain.SiloAddress.Equals(engine.SiloAddress));
    }

    private Task<InProcessSiloHandle> StartEngineAsync()
    {
        _cluster.HasModel = true;
        return _cluster.Cluster.StartAdditionalSiloAsync();
    }
}
