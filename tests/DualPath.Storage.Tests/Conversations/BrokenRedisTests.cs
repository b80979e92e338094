using DualPath.Contracts;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Storage.Redis;
using DualPath.Storage.Tests.Hosting;
using DualPath.Storage.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace DualPath.Storage.Tests.Conversations;

/// <summary>What the log says when its Redis is full, wiped or gone: never that something is on record which is not.</summary>
public sealed class BrokenRedisTests : IAsyncLifetime
{
    private readonly RedisServer _server = new();
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task TryAppendAsync_RedisFull_IsUnavailableAndWorksOnceThereIsRoom()
    {
        var log = await LogAsync();
        Assert.True(await log.TryAppendAsync("c", [Accepted(1)], Token));
        await ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => log.TryAppendAsync("c", [Accepted(2)], Token));
        Assert.Single(await log.ReadAsync("c", 0, Token));

        await ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.True(await log.TryAppendAsync("c", [Accepted(2)], Token));
    }

    [Fact]
    public async Task TryAppendAsync_RedisWiped_IsRefusedAsMovedOn()
    {
        var log = await LogAsync();
        await log.TryAppendAsync("c", [Accepted(1)], Token);
        await ExecuteAsync("FLUSHALL");

        Assert.False(await log.TryAppendAsync("c", [Accepted(2)], Token));
        Assert.Empty(await log.ReadAsync("c", 0, Token));
        Assert.Empty(await log.OwedAsync(10, Token));
    }

    [Fact]
    public async Task AnyCall_RedisRefusesToWrite_IsUnavailable()
    {
        var log = await LogAsync();

        // As after a failed write of its append-only file, on a full disk: reads go on, writes are refused.
        await ExecuteAsync("CONFIG", "SET", "min-replicas-to-write", "1");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => log.TryAppendAsync("c", [Accepted(1)], Token));
        Assert.Empty(await log.ReadAsync("c", 0, Token));
    }

    [Fact]
    public async Task AnyCall_RedisRefusesTheCacheAlone_TheLogWorksOn()
    {
        var log = await LogAsync();
        var cache = _host!.Services.GetRequiredService<IAnswerCache>();
        Assert.Null(await cache.FindAsync("s", "k", Token));
        await ExecuteAsync("ACL", "SETUSER", "default", "resetkeys", "~dualpath:conversation:*", "~dualpath:turns:*");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => cache.FindAsync("s", "k", Token));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => cache.DisownAsync("s", "k", Token));
        Assert.True(await log.TryAppendAsync("c", [Accepted(1)], Token));
        Assert.Single(await log.ReadAsync("c", 0, Token));

        await ExecuteAsync("ACL", "SETUSER", "default", "allkeys");
        Assert.Null(await cache.FindAsync("s", "k", Token));
    }

    private async Task<IConversationLog> LogAsync()
    {
        _host = await StorageHost.StartAsync(("DualPath:Redis:ConnectionString", _server.ConnectionString + ",allowAdmin=true"));
        return _host.Services.GetRequiredService<IConversationLog>();
    }

    private async Task ExecuteAsync(string command, params object[] arguments)
    {
        var redis = await _host!.Services.GetRequiredService<RedisConnection>().OpenAsync(Token);
        await redis.GetServer(redis.GetEndPoints()[0]).ExecuteAsync(command, arguments);
    }

    private static TurnAccepted Accepted(long seq) =>
        new() { TurnId = $"t{seq}", Seq = seq, ConversationId = "c", Question = "q", AcceptedAt = DateTimeOffset.UnixEpoch };
}
