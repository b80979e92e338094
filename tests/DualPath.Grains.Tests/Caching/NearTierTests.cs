using DualPath.Contracts;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Hosting;
using DualPath.Storage.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace DualPath.Grains.Tests.Caching;

/// <summary>Answers to similar questions as drafts, in a real cluster. What follows a # in a question decides its right answer.</summary>
public sealed class NearTierTests
{
    private const string Scope = "someone";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_SimilarQuestion_IsShownAsADraftOnceRulingsHaveAgreedOften()
    {
        await using var cluster = await StartAsync();
        string[] questions = [.. Enumerable.Range(0, 8).Select(i => $"tell me now please what is right about it {i} #tides")];

        var turns = new List<List<TurnEvent>>();
        foreach (string question in questions)
        {
            turns.Add(await TurnAsync(cluster, question));
        }

        // The first has no neighbour; some are drafted by the model and agree with it; from then on it is trusted.
        var sources = turns.Select(turn => turn.OfType<DraftCompleted>().Single().Source).ToArray();
        int drafted = sources.TakeWhile(source => source == DraftSource.Shallow).Count();
        Assert.InRange(drafted, 5, 7);
        Assert.All(sources.Skip(drafted), source => Assert.Equal(DraftSource.Near, source));
        var near = turns[^1];
        Assert.Equal(drafted, cluster.Generator.Drafts);
        Assert.Equal(8, cluster.Generator.Rulings);
        Assert.Equal(RulingOutcome.Confirmed, near.OfType<RevisionIssued>().Single().Outcome);
        var completed = Assert.IsType<TurnCompleted>(near[^1]);
        Assert.Equal((ScriptedGenerator.Answer("#tides"), CacheStatus.Near), (completed.Text, completed.Cache.Status));
        Assert.InRange(completed.Cache.Similarity!.Value, 0.8, 0.99);
        Assert.NotNull(completed.Cache.AgeSeconds);
        Assert.Equal(completed.Cache, near.OfType<DraftCompleted>().Single().Cache);
    }

    [Fact]
    public async Task Ask_SimilarQuestionWithAnotherAnswer_IsCorrected()
    {
        await using var cluster = await StartAsync(maxWrongDrafts: 1);
        await TurnAsync(cluster, "what is right about #one");

        var events = await TurnAsync(cluster, "what is right about #two");

        Assert.Equal(ScriptedGenerator.Answer("#one"), string.Concat(events.OfType<DraftDelta>().Select(delta => delta.Text)));
        Assert.Equal(RulingOutcome.Amended, events.OfType<RevisionIssued>().Last().Outcome);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((ScriptedGenerator.Answer("#two"), CacheStatus.Near), (completed.Text, completed.Cache.Status));
    }

    [Fact]
    public async Task Ask_HopelessNeighbour_IsNoLongerTried()
    {
        await using var cluster = await StartAsync();
        for (int i = 0; i < 7; i++)
        {
            await TurnAsync(cluster, $"tell me now please what is right about it {i} #tides");
        }

        await TurnAsync(cluster, "tell me now please what is right about it 7 #ebb");
        await TurnAsync(cluster, "tell me now please what is right about it 8 #flood");
        var events = await TurnAsync(cluster, "tell me now please what is right about it 9 #tides");

        Assert.Equal(DraftSource.Shallow, events.OfType<DraftCompleted>().Single().Source);
    }

    [Fact]
    public async Task Ask_SameAnswerToQuiteAnotherQuestion_DoesNotStandForIt()
    {
        await using var cluster = await StartAsync();

        await TurnAsync(cluster, "what is right about tides #unknown");
        await TurnAsync(cluster, "who wrote that book there #unknown");
        await TurnAsync(cluster, "tell me what is right about tides #unknown");

        Assert.Equal(2, (await cluster.Near.ReadAsync(Scope, Cancel)).Count);
    }

    [Theory]
    [InlineData("another scope")]
    [InlineData("no cache")]
    [InlineData("another context")]
    public async Task Ask_ThatMayNotUseIt_GetsNoNearDraft(string why)
    {
        await using var cluster = await StartAsync(maxWrongDrafts: 1);
        await TurnAsync(cluster, "what is right about #one");
        string id = NewId();
        if (why == "another context")
        {
            await TurnAsync(cluster, "something else before it", id: id);
        }

        var events = await TurnAsync(
            cluster,
            "and what is right about #one",
            id,
            scope: why == "another scope" ? "Someone" : Scope,
            cache: new CacheControl(NoCache: why == "no cache", NoStore: false));

        Assert.Equal(DraftSource.Shallow, events.OfType<DraftCompleted>().Single().Source);
    }

    [Fact]
    public async Task Ask_NoStore_TeachesTheNearTierNothing()
    {
        await using var cluster = await StartAsync(maxWrongDrafts: 1);

        await TurnAsync(cluster, "what is right about #one", cache: new CacheControl(NoCache: false, NoStore: true));

        Assert.Empty(await cluster.Near.ReadAsync(Scope, Cancel));
    }

    [Fact]
    public async Task Ask_NeighbourDisowned_IsForgotten()
    {
        await using var cluster = await StartAsync(maxWrongDrafts: 1);
        string id = NewId();
        var first = await TurnAsync(cluster, "what is right about #one", id);
        await cluster.Conversation(id).DisownAsync(Scope, first[0].TurnId, Cancel);

        var events = await TurnAsync(cluster, "and what is right about #one");

        Assert.Equal(DraftSource.Shallow, events.OfType<DraftCompleted>().Single().Source);
        Assert.Single(await cluster.Near.ReadAsync(Scope, Cancel));
    }

    [Fact]
    public async Task Ask_AfterARestart_WhatWasLearntIsKnown()
    {
        var near = new InMemoryNearAnswerStore();
        var cache = new InMemoryAnswerCache(new AnswerCacheOptions(), TimeProvider.System);
        await using (var first = await StartAsync(near: near, cache: cache))
        {
            for (int i = 0; i < 7; i++)
            {
                await TurnAsync(first, $"tell me now please what is right about it {i} #tides");
            }
        }

        await using var second = await StartAsync(near: near, cache: cache);
        var events = await TurnAsync(second, "tell me now please what is right about it 7 #tides");

        Assert.Equal(DraftSource.Near, events.OfType<DraftCompleted>().Single().Source);
    }

    [Fact]
    public async Task Ask_NearTierBroken_IsAnsweredAllTheSame()
    {
        await using var cluster = await StartAsync(maxWrongDrafts: 1, near: new BrokenStore());

        var events = await TurnAsync(cluster, "what is right about #one");

        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((RulingOutcome.Confirmed, CacheStatus.Miss), (completed.Ruling, completed.Cache.Status));
        Assert.Equal(CacheStatus.Hit, Assert.IsType<TurnCompleted>((await TurnAsync(cluster, "what is right about #one"))[^1]).Cache.Status);
    }

    [Fact]
    public async Task Ask_NearDraftNotRuledOn_StaysUnverifiedAndUncached()
    {
        await using var cluster = await StartAsync(maxWrongDrafts: 1);
        await TurnAsync(cluster, "what is right about #one");

        var events = await TurnAsync(cluster, "busy what is right about #two");

        Assert.Equal(RulingOutcome.Unverified, Assert.IsType<TurnCompleted>(events[^1]).Ruling);
        Assert.Equal(CacheStatus.Near, Assert.IsType<TurnCompleted>((await TurnAsync(cluster, "busy what is right about #two"))[^1]).Cache.Status);
        Assert.Single(await cluster.Near.ReadAsync(Scope, Cancel));
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static async Task<ClusterFixture> StartAsync(
        double? maxWrongDrafts = null, INearAnswerStore? near = null, InMemoryAnswerCache? cache = null)
    {
        var cluster = new ClusterFixture
        {
            Near = near ?? new InMemoryNearAnswerStore(),
            Cache = cache ?? new InMemoryAnswerCache(new AnswerCacheOptions(), TimeProvider.System),
            Configure = services => services.Configure<NearTierOptions>(options => options.MaxWrongDrafts = maxWrongDrafts ?? options.MaxWrongDrafts),
        };
        await cluster.InitializeAsync();
        return cluster;
    }

    private static async Task<List<TurnEvent>> TurnAsync(
        ClusterFixture cluster, string question, string? id = null, string scope = Scope, CacheControl cache = default)
    {
        var conversation = cluster.Conversation(id ?? NewId());
        var asked = await conversation.AskAsync(new AskCommand { Scope = scope, Question = question, Cache = cache }, Cancel);
        var events = new List<TurnEvent>();
        await foreach (var item in conversation.WatchAsync(scope, asked.Receipt!.Seq - 1, Cancel))
        {
            events.Add(item);
            if (item.IsTerminal)
            {
                break;
            }
        }

        return events;
    }

    private sealed class BrokenStore : INearAnswerStore
    {
        public Task<IReadOnlyList<NearAnswer>> ReadAsync(string scope, CancellationToken cancellationToken) => throw Broken();

        public Task KeepAsync(string scope, NearAnswer answer, CancellationToken cancellationToken) => throw Broken();

        public Task ForgetAsync(string scope, IReadOnlyList<string> keys, CancellationToken cancellationToken) => throw Broken();

        public Task PurgeAsync(string scope, CancellationToken cancellationToken) => throw Broken();

        private static StoreUnavailableException Broken() => new("Broken for the test.");
    }
}
