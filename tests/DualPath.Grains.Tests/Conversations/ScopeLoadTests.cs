using DualPath.Contracts.Conversations;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static DualPath.Grains.Tests.TurnReader;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>The bound on what a caller has open in all conversations: every place that is taken is given back, however a turn ends.</summary>
public sealed class ScopeLoadTests : IAsyncLifetime
{
    private const string Another = "somebody else";

    private readonly ClusterFixture _cluster = new()
    {
        Silos = 1,
        Configure = services => services.Configure<AnsweringOptions>(options => options.MaxOpenTurnsPerScope = 2),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Ask_ManyConversationsAtOnce_OnlySoManyAreTaken()
    {
        const string question = "hold for many conversations";

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(NewId(), question)));

        Assert.Equal(2, results.Count(result => result.Receipt is not null));
        Assert.All(results.Where(result => result.Receipt is null), result => Assert.Equal(ProblemTypes.TooManyOpenTurns, result.Problem!.Type));
        Assert.Null((await AskAsync(NewId(), question, Another)).Problem);
        _cluster.Generator.Release(question);
    }

    [Theory]
    [InlineData("right")]
    [InlineData("full")]
    [InlineData("hold until stopped")]
    public async Task Turn_Ends_GivesItsPlaceBack(string question)
    {
        for (int i = 0; i < 4; i++)
        {
            string id = NewId();
            var receipt = await _cluster.AskAsync(id, question);
            if (question.StartsWith("hold", StringComparison.Ordinal))
            {
                await _cluster.Conversation(id).StopAsync(Scope, receipt.TurnId, StopTarget.Everything, Cancel);
            }

            await _cluster.ReadTurnAsync(id, receipt.TurnId);
        }
    }

    [Fact]
    public async Task Ask_NotRecorded_GivesItsPlaceBack()
    {
        for (int i = 0; i < 4; i++)
        {
            string id = NewId();
            _cluster.Log.HoldAppends(id).Fail();
            Assert.Equal(ProblemTypes.StoreUnavailable, (await AskAsync(id, "right never")).Problem?.Type);
        }

        await _cluster.AskAsync(NewId(), "hold one");
        await _cluster.AskAsync(NewId(), "hold two");
    }

    [Fact]
    public async Task Conversation_Leaves_TakesItsPlacesAlongAndComesBackWithThem()
    {
        const string question = "hold while it leaves";
        string id = NewId();
        var receipt = await _cluster.AskAsync(id, question);
        await _cluster.Conversation(id).WatchAsync(Scope, 0, Cancel).FirstAsync(item => item is DeepProgress, Cancel);
        await _cluster.Generator.Reached(question).WaitAsync(Cancel);
        await MoveOnAsync(id);

        // Its activation finds that another has written, and makes way for one that finds two turns to answer.
        await Assert.ThrowsAsync<LogMovedOnException>(() => _cluster.AskAsync(id, "right of the one behind"));
        var refused = await _cluster.Conversation(id).AskAsync(new AskCommand { Scope = Scope, Question = "right" }, Cancel);
        Assert.Equal(ProblemTypes.TooManyOpenTurns, refused.Problem?.Type);
        _cluster.Generator.Release(question);
        Assert.IsType<TurnCompleted>((await _cluster.ReadTurnAsync(id, receipt.TurnId))[^1]);
    }

    private Task<AskResult> AskAsync(string id, string question, string scope = Scope) =>
        _cluster.Conversation(id).AskAsync(new AskCommand { Scope = scope, Question = question }, Cancel);

    /// <summary>Accepts a turn, as another activation does when two are alive for a while.</summary>
    private async Task MoveOnAsync(string id)
    {
        var accepted = new TurnAccepted
        {
            TurnId = NewId(),
            Seq = (await _cluster.Log.ReadAsync(id, 0, Cancel)).Count + 1,
            ConversationId = id,
            Question = "right elsewhere",
            Scope = Scope,
            AcceptedAt = default,
        };
        Assert.True(await _cluster.Log.TryAppendAsync(id, [accepted], Cancel));
    }
}
