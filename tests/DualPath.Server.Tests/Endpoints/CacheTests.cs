using System.Net;
using DualPath.Contracts;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Server.Protocol;
using DualPath.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DualPath.Server.Tests.Endpoints;

/// <summary>What a caller can ask of the answer cache, and what becomes of a reply when there is none.</summary>
public sealed class CacheTests(RunningServer running) : IClassFixture<RunningServer>
{
    private readonly HttpClient _curl = running.Server.CreateCurl();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NoCache_AnsweredBefore_RunsTheModelAndKeepsItsAnswer()
    {
        await _curl.AskToEndAsync("No cache?");

        var fresh = await _curl.AskToEndAsync(new AskRequest("No cache?", Cache: new CacheControl(NoCache: true, NoStore: false)));

        Assert.Equal((DraftSource.Shallow, CacheStatus.Bypassed), Told(fresh));
        Assert.Equal((DraftSource.Cache, CacheStatus.Hit), Told(await _curl.AskToEndAsync("No cache?")));
    }

    [Fact]
    public async Task NoStore_NewQuestion_LeavesNothingInTheCache()
    {
        var fresh = await _curl.AskToEndAsync(new AskRequest("No store?", Cache: new CacheControl(NoCache: false, NoStore: true)));

        Assert.Equal((DraftSource.Shallow, CacheStatus.Miss), Told(fresh));
        Assert.Equal((DraftSource.Shallow, CacheStatus.Miss), Told(await _curl.AskToEndAsync("No store?")));
    }

    [Fact]
    public async Task NoStore_AnsweredBefore_IsAnsweredFromTheCache()
    {
        await _curl.AskToEndAsync("Stored?");

        var again = await _curl.AskToEndAsync(new AskRequest("Stored?", Cache: new CacheControl(NoCache: false, NoStore: true)));

        Assert.Equal((DraftSource.Cache, CacheStatus.Hit), Told(again));
    }

    [Fact]
    public async Task Cache_AsAsked_IsOnRecord()
    {
        var asked = await _curl.AskToEndAsync(new AskRequest("Recorded?", Cache: new CacheControl(NoCache: true, NoStore: true)));
        var plain = await _curl.AskToEndAsync("Not recorded?");

        Assert.Equal(new CacheControl(true, true), Assert.IsType<TurnAccepted>(asked[0]).Cache);
        Assert.Null(Assert.IsType<TurnAccepted>(plain[0]).Cache);
    }

    [Fact]
    public async Task Disown_CachedAnswer_IsNeverServedAgain()
    {
        const string Id = "disowned-conversation";
        await _curl.AskToEndAsync("Wrong?", Id);
        var cached = await _curl.AskToEndAsync("Wrong?", Id);
        Assert.Equal((DraftSource.Cache, CacheStatus.Hit), Told(cached));

        Assert.Equal(HttpStatusCode.NoContent, await DisownAsync(_curl, Id, cached[0].TurnId));

        Assert.Equal((DraftSource.Shallow, CacheStatus.Miss), Told(await _curl.AskToEndAsync("Wrong?")));
        Assert.Equal((DraftSource.Shallow, CacheStatus.Miss), Told(await _curl.AskToEndAsync("Wrong?")));
    }

    [Fact]
    public async Task Disown_LaterTurnOfAConversation_FindsTheAnswerGivenInItsContext()
    {
        const string Id = "disowned-in-context";
        await _curl.AskToEndAsync("First of two?", Id);
        var second = await _curl.AskToEndAsync("Second of two?", Id);

        await DisownAsync(_curl, Id, second[0].TurnId);

        Assert.Equal((DraftSource.Shallow, CacheStatus.Miss), Told(await _curl.AskToEndAsync("Second of two?", Id)));
        Assert.Equal((DraftSource.Cache, CacheStatus.Hit), Told(await _curl.AskToEndAsync("First of two?")));
    }

    [Fact]
    public async Task Disown_AnotherActivationHasWritten_FindsItsTurn()
    {
        const string Id = "disowned-elsewhere";
        await using var server = await new ServerUnderTest().StartAsync();
        using var curl = server.CreateCurl();
        await curl.AskToEndAsync("Wrong elsewhere?", Id);

        // The same again, as another activation writes it when two are alive for a while: the one that is asked does not know of it.
        var first = await server.Log.ReadAsync(Id, 0, Cancel);
        Assert.True(await server.Log.TryAppendAsync(Id, [.. first.Select(item => item with { TurnId = "elsewhere", Seq = first.Count + item.Seq })], Cancel));

        Assert.Equal(HttpStatusCode.NoContent, await DisownAsync(curl, Id, "elsewhere"));
    }

    [Fact]
    public async Task Disown_UnknownTurnOrConversation_IsNotFound()
    {
        const string Id = "with-nothing-wrong";
        var events = await _curl.AskToEndAsync("Known?", Id);

        Assert.Equal(HttpStatusCode.NotFound, await DisownAsync(_curl, Id, "another-turn"));
        Assert.Equal(HttpStatusCode.NotFound, await DisownAsync(_curl, "another-conversation", events[0].TurnId));
    }

    [Fact]
    public async Task Purge_Scope_ForgetsItsAnswers()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        using var curl = server.CreateCurl();
        await curl.AskToEndAsync("Purged?");

        using var response = await curl.DeleteAsync("/api/answers", Cancel);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal((DraftSource.Shallow, CacheStatus.Miss), Told(await curl.AskToEndAsync("Purged?")));
    }

    [Fact]
    public async Task Cache_Hanging_SlowsAReplyAndNeverFailsIt()
    {
        await using var server = await new ServerUnderTest { Cache = new HangingCache() }
            .With("DualPath:Answering:CacheTimeout", "00:00:00.010")
            .StartAsync();
        using var curl = server.CreateCurl();

        for (int i = 0; i < 2; i++)
        {
            var events = await curl.AskToEndAsync("While it hangs?");
            Assert.Equal((DraftSource.Shallow, CacheStatus.Unavailable), Told(events));
            Assert.Equal(RulingOutcome.Confirmed, Assert.IsType<TurnCompleted>(events[^1]).Ruling);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NearTier_ItsStoreThrowsOrHangs_SlowsAReplyAndNeverFailsIt(bool hangs)
    {
        await using var server = await new ServerUnderTest()
            .With(services => services.Replace(ServiceDescriptor.Singleton<INearAnswerStore>(new BrokenNearStore(hangs))))
            .With("DualPath:Answering:CacheTimeout", "00:00:00.010")
            .StartAsync();
        using var curl = server.CreateCurl();

        Assert.Equal((DraftSource.Shallow, CacheStatus.Miss), Told(await curl.AskToEndAsync("Without neighbours?")));
        Assert.Equal((DraftSource.Cache, CacheStatus.Hit), Told(await curl.AskToEndAsync("Without neighbours?")));
    }

    [Fact]
    public async Task Cache_Broken_SlowsAReplyAndNeverFailsIt()
    {
        await using var server = await new ServerUnderTest { Cache = new BrokenCache() }.StartAsync();
        using var curl = server.CreateCurl();
        const string Id = "without-a-cache-at-all";

        var events = await curl.AskToEndAsync("All the same?", Id);

        Assert.Equal((DraftSource.Shallow, CacheStatus.Unavailable), Told(events));
        Assert.Equal(RulingOutcome.Confirmed, Assert.IsType<TurnCompleted>(events[^1]).Ruling);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await DisownAsync(curl, Id, events[0].TurnId));
    }

    private static (DraftSource Source, CacheStatus Status) Told(List<TurnEvent> events) =>
        (events.OfType<DraftCompleted>().Single().Source, Assert.IsType<TurnCompleted>(events[^1]).Cache.Status);

    private static async Task<HttpStatusCode> DisownAsync(HttpClient client, string conversationId, string turnId)
    {
        using var response = await client.PostAsync($"/api/conversations/{conversationId}/turns/{turnId}/disown", null, Cancel);
        return response.StatusCode;
    }

    /// <summary>Answers nothing, not even that it was cancelled.</summary>
    private sealed class HangingCache : IAnswerCache
    {
        public Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken) => new TaskCompletionSource<CachedAnswer?>().Task;

        public Task<bool> KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken) => new TaskCompletionSource<bool>().Task;

        public Task DisownAsync(string scope, string key, CancellationToken cancellationToken) => new TaskCompletionSource().Task;

        public Task PurgeAsync(string scope, CancellationToken cancellationToken) => new TaskCompletionSource().Task;
    }

    private sealed class BrokenNearStore(bool hangs) : INearAnswerStore
    {
        public async Task<IReadOnlyList<NearAnswer>> ReadAsync(string scope, CancellationToken cancellationToken)
        {
            await BreakAsync(cancellationToken);
            return [];
        }

        public Task KeepAsync(string scope, NearAnswer answer, CancellationToken cancellationToken) => BreakAsync(cancellationToken);

        public Task ForgetAsync(string scope, IReadOnlyList<string> keys, CancellationToken cancellationToken) => BreakAsync(cancellationToken);

        public Task PurgeAsync(string scope, CancellationToken cancellationToken) => BreakAsync(cancellationToken);

        private Task BreakAsync(CancellationToken cancellationToken) =>
            hangs ? Task.Delay(Timeout.Infinite, cancellationToken) : throw new StoreUnavailableException("Broken for the test.");
    }

    private sealed class BrokenCache : IAnswerCache
    {
        public Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken) => throw Broken();

        public Task<bool> KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken) => throw Broken();

        public Task DisownAsync(string scope, string key, CancellationToken cancellationToken) => throw Broken();

        public Task PurgeAsync(string scope, CancellationToken cancellationToken) => throw Broken();

        private static StoreUnavailableException Broken() => new("Broken for the test.");
    }
}
