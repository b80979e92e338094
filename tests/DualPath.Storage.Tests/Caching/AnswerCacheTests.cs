using System.Text;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;
using DualPath.Storage.Caching;
using DualPath.Storage.Redis;
using DualPath.Storage.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace DualPath.Storage.Tests.Caching;

public sealed class InMemoryAnswerCacheTests : AnswerCacheContract
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryAnswerCache _cache;

    public InMemoryAnswerCacheTests() => _cache = new(new AnswerCacheOptions { TimeToLive = TimeSpan.FromHours(1), MaxAnswersPerScope = Bound }, _time);

    [Fact]
    public async Task FindAsync_TimeToLiveOver_FindsNothing()
    {
        var token = TestContext.Current.CancellationToken;
        await _cache.KeepAsync("k", Answer("mine"), token);

        _time.Advance(TimeSpan.FromMinutes(53));
        Assert.NotNull(await _cache.FindAsync("mine", "k", token));
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Null(await _cache.FindAsync("mine", "k", token));
    }

    protected override Task<IAnswerCache> CacheAsync() => Task.FromResult<IAnswerCache>(_cache);
}

public sealed class EmbeddedAnswerCacheTests(EmbeddedFixture fixture) : StoredAnswerCacheContract, IClassFixture<EmbeddedFixture>
{
    protected override Task<IHost> HostAsync() => Task.FromResult(fixture.Host);
}

public sealed class RedisAnswerCacheTests(RedisFixture fixture) : StoredAnswerCacheContract, IClassFixture<RedisFixture>
{
    protected override Task<IHost> HostAsync() => fixture.HostAsync();
}

/// <summary>What a cache in a store must do besides: distrust what it finds there, and let it expire.</summary>
public abstract class StoredAnswerCacheContract : AnswerCacheContract
{
    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"format":2,"answer":{"scope":"mine","text":"x","ruling":"confirmed","draftSource":"shallow","deepSteps":1,"ruledAt":"2026-01-01T00:00:00+00:00"}}""")]
    [InlineData("""{"format":1,"answer":{"scope":"mine","text":"x","ruling":"unverified","draftSource":"shallow","deepSteps":1,"ruledAt":"2026-01-01T00:00:00+00:00"}}""")]
    [InlineData("""{"format":1,"answer":{"scope":"mine","text":null,"ruling":"confirmed","draftSource":"shallow","deepSteps":1,"ruledAt":"2026-01-01T00:00:00+00:00"}}""")]
    [InlineData("""{"format":1,"answer":{"scope":"mine","text":"x","ruling":7,"draftSource":"shallow","deepSteps":1,"ruledAt":"2026-01-01T00:00:00+00:00"}}""")]
    [InlineData("""{"format":1,"answer":{"scope":"mine","text":"x"}}""")]
    [InlineData("""{"format":1,"answer":null}""")]
    public async Task FindAsync_EntryNoAnswerOfThisFormat_FindsNothing(string entry)
    {
        var token = TestContext.Current.CancellationToken;
        var multiplexer = await (await HostAsync()).Services.GetRequiredService<RedisConnection>().OpenAsync(token);
        string key = Guid.NewGuid().ToString("N");
        await multiplexer.GetDatabase().StringSetAsync(await NameAsync(key), entry);

        Assert.Null(await (await CacheAsync()).FindAsync("mine", key, token));
    }

    [Fact]
    public async Task FindAsync_EntryOfAnotherScope_FindsNothing()
    {
        var token = TestContext.Current.CancellationToken;
        var multiplexer = await (await HostAsync()).Services.GetRequiredService<RedisConnection>().OpenAsync(token);
        string key = Guid.NewGuid().ToString("N");
        await (await CacheAsync()).KeepAsync(key, Answer("mine"), token);
        var theirs = await multiplexer.GetDatabase().StringGetAsync(await NameAsync(key));
        await multiplexer.GetDatabase().StringSetAsync(await NameAsync(key, "other"), theirs);

        Assert.Null(await (await CacheAsync()).FindAsync("other", key, token));
        Assert.NotNull(await (await CacheAsync()).FindAsync("mine", key, token));
    }

    [Fact]
    public async Task KeepAsync_Answer_IsStoredUnderNoNameThatTellsWhose()
    {
        var token = TestContext.Current.CancellationToken;
        var multiplexer = await (await HostAsync()).Services.GetRequiredService<RedisConnection>().OpenAsync(token);
        await (await CacheAsync()).KeepAsync("k", Answer("address:192.0.2.7"), token);

        var keys = multiplexer.GetServers().Single().Keys(pattern: "*").Select(key => key.ToString()).ToArray();

        Assert.NotEmpty(keys);
        Assert.DoesNotContain(keys, key => key.Contains("192.0.2.7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeepAsync_Answer_ExpiresWithinTheBand()
    {
        var token = TestContext.Current.CancellationToken;
        var multiplexer = await (await HostAsync()).Services.GetRequiredService<RedisConnection>().OpenAsync(token);
        string key = Guid.NewGuid().ToString("N");
        await (await CacheAsync()).KeepAsync(key, Answer("mine"), token);

        var left = await multiplexer.GetDatabase().KeyTimeToLiveAsync(await NameAsync(key));

        Assert.NotNull(left);
        Assert.InRange(left.Value.TotalDays, 6.29, 7.71);
    }

    protected abstract Task<IHost> HostAsync();

    private async Task<string> NameAsync(string key, string scope = "mine")
    {
        var secret = (await HostAsync()).Services.GetRequiredService<IServerSecret>();
        return $"dualpath:answer:{secret.Mac(Encoding.UTF8.GetBytes("scope:" + scope))}:{key}";
    }

    protected override async Task<IAnswerCache> CacheAsync() => (await HostAsync()).Services.GetRequiredService<IAnswerCache>();
}
