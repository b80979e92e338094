using DualPath.Contracts;
using DualPath.Storage.Embedded;
using DualPath.Storage.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DualPath.Storage.Redis;

/// <summary>
/// The one connection to the store, embedded or not, opened on first use and kept; StackExchange.Redis reopens it by itself. Safe for
/// concurrent use. Whoever asks for the multiplexer must not dispose of it.
/// </summary>
public sealed class RedisConnection(IOptions<StoreOptions> options, EmbeddedStore embedded) : IAsyncDisposable
{
    // A question waits for the store, so a dead one has to be noticed soon; a connection string may set its own values.
    private const string Defaults = "connectTimeout=3000,asyncTimeout=3000,syncTimeout=3000,";

    private readonly SemaphoreSlim _opening = new(1);
    private ConnectionMultiplexer? _multiplexer;

    /// <summary>The multiplexer, connected or still trying to be.</summary>
    public async Task<IConnectionMultiplexer> OpenAsync(CancellationToken cancellationToken)
    {
        if (_multiplexer is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _multiplexer ??= await ConnectionMultiplexer.ConnectAsync(Configuration());
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is { } open)
        {
            await open.DisposeAsync();
        }

        _opening.Dispose();
    }

    /// <summary>The full key of a thing of some kind.</summary>
    internal RedisKey Key(string kind, string id) => $"{options.Value.Redis.KeyPrefix}:{kind}:{id}";

    /// <summary>Runs one operation and names it when the store fails.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be reached, refused, or did not answer in time.</exception>
    internal async Task<T> RunAsync<T>(string what, Func<IDatabase, Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            var multiplexer = await OpenAsync(cancellationToken);
            return await operation(multiplexer.GetDatabase()).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new StoreUnavailableException($"The store could not {what}.", exception);
        }
    }

    /// <summary>Runs one operation that writes.</summary>
    /// <exception cref="StoreUnavailableException">As for <see cref="RunAsync"/>, or the disk of the embedded store is nearly full.</exception>
    internal Task<T> WriteAsync<T>(string what, Func<IDatabase, Task<T>> operation, CancellationToken cancellationToken) => RunAsync(
        what,
        async database => await embedded.PrepareToWriteAsync(cancellationToken)
            ? await operation(database)
            : throw new StoreUnavailableException($"The store could not {what}: the disk of the data directory is full."),
        cancellationToken);

    private ConfigurationOptions Configuration()
    {
        var configuration = options.Value.IsEmbedded
            ? embedded.Configuration
            : ConfigurationOptions.Parse(Defaults + options.Value.Redis.ConnectionString);
        configuration.AbortOnConnectFail = false;
        // Fail at once while disconnected: commands that wait in a backlog would make every reply wait for a dead cache.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ClientName ??= "dualpath";
        return configuration;
    }
}
