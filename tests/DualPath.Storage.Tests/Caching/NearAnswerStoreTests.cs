using System.Text;
using DualPath.Contracts.Caching;
using DualPath.Storage.Caching;
using DualPath.Storage.Redis;
using DualPath.Storage.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DualPath.Storage.Tests.Caching;

public sealed class InMemoryNearAnswerStoreTests : NearAnswerStoreContract
{
    private readonly InMemoryNearAnswerStore _store = new();

    protected override Task<INearAnswerStore> StoreAsync() => Task.FromResult<INearAnswerStore>(_store);
}

public sealed class EmbeddedNearAnswerStoreTests(EmbeddedFixture fixture) : StoredNearAnswerStoreContract, IClassFixture<EmbeddedFixture>
{
    protected override Task<IHost> HostAsync() => Task.FromResult(fixture.Host);
}

public sealed class RedisNearAnswerStoreTests(RedisFixture fixture) : StoredNearAnswerStoreContract, IClassFixture<RedisFixture>
{
    protected override Task<IHost> HostAsync() => fixture.HostAsync();
}

/// <summary>What a store outside this process must do besides: distrust what it finds there, and let it expire.</summary>
public abstract class StoredNearAnswerStoreContract : NearAnswerStoreContract
{
    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"format":2,"scope":"SCOPE","neighbourhood":"n","embedding":"AAAAAA==","observations":[],"keptAt":"2026-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"format":1,"scope":"other","neighbourhood":"n","embedding":"AAAAAA==","observations":[],"keptAt":"2026-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"format":1,"scope":"SCOPE","neighbourhood":"n","embedding":"AAAA","observations":[],"keptAt":"2026-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"format":1,"scope":"SCOPE","neighbourhood":"n","embedding":"AAAAAA==","observations":null,"keptAt":"2026-01-01T00:00:00+00:00"}""")]
    public async Task ReadAsync_EntryNoneOfThisScopeAndFormat_IsLeftOut(string entry)
    {
        string scope = Guid.NewGuid().ToString();
        var token = TestContext.Current.CancellationToken;
        var multiplexer = await (await HostAsync()).Services.GetRequiredService<RedisConnection>().OpenAsync(token);
        await (await StoreAsync()).KeepAsync(scope, Answer("good"), token);
        await multiplexer.GetDatabase().HashSetAsync(await NameAsync(scope), "bad", entry.Replace("SCOPE", scope, StringComparison.Ordinal));

        Assert.Equal("good", Assert.Single(await (await StoreAsync()).ReadAsync(scope, token)).Key);
    }

    [Fact]
    public async Task KeepAsync_Entry_ExpiresWithTheLongestLivedAnswer()
    {
        string scope = Guid.NewGuid().ToString();
        var token = TestContext.Current.CancellationToken;
        var multiplexer = await (await HostAsync()).Services.GetRequiredService<RedisConnection>().OpenAsync(token);
        await (await StoreAsync()).KeepAsync(scope, Answer("a"), token);

        var left = await multiplexer.GetDatabase().KeyTimeToLiveAsync(await NameAsync(scope));

        Assert.NotNull(left);
        Assert.InRange(left.Value.TotalDays, 7.69, 7.71);
    }

    protected abstract Task<IHost> HostAsync();

    protected override async Task<INearAnswerStore> StoreAsync() => (await HostAsync()).Services.GetRequiredService<INearAnswerStore>();

    private async Task<string> NameAsync(string scope)
    {
        var secret = (await HostAsync()).Services.GetRequiredService<IServerSecret>();
        return "dualpath:near:" + secret.Mac(Encoding.UTF8.GetBytes("scope:" + scope));
    }
}
