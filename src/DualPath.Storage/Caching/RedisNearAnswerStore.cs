using DualPath.Contracts.Caching;
using DualPath.Storage.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DualPath.Storage.Caching;

/// <summary>Near answers in Redis: one hash per scope, a field per entry. A scope that is not written to is forgotten with its answers.</summary>
public sealed class RedisNearAnswerStore(RedisConnection connection, IServerSecret secret, IOptions<AnswerCacheOptions> options) : INearAnswerStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<NearAnswer>> ReadAsync(string scope, CancellationToken cancellationToken)
    {
        var name = NameOf(scope);
        var fields = await connection.RunAsync("read near answers", database => database.HashGetAllAsync(name), cancellationToken);
        return
        [
            .. fields.Select(field => StoredNearAnswer.Read(scope, field.Name!, ((ReadOnlyMemory<byte>)field.Value).Span))
                .OfType<NearAnswer>()
                .OrderBy(answer => answer.KeptAt),
        ];
    }

    /// <inheritdoc/>
    public Task KeepAsync(string scope, NearAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var name = NameOf(scope);
        return connection.WriteAsync("keep a near answer", KeepAsync, cancellationToken);

        Task<bool> KeepAsync(IDatabase database)
        {
            var transaction = database.CreateTransaction();
            _ = transaction.HashSetAsync(name, answer.Key, StoredNearAnswer.Write(scope, answer));
            _ = transaction.KeyExpireAsync(name, options.Value.LongestTimeToLive);
            return transaction.ExecuteAsync();
        }
    }

    /// <inheritdoc/>
    public Task ForgetAsync(string scope, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var name = NameOf(scope);
        RedisValue[] fields = [.. keys.Select(key => (RedisValue)key)];
        return connection.WriteAsync("forget near answers", database => database.HashDeleteAsync(name, fields), cancellationToken);
    }

    /// <inheritdoc/>
    public Task PurgeAsync(string scope, CancellationToken cancellationToken)
    {
        var name = NameOf(scope);
        return connection.WriteAsync("purge near answers", database => database.KeyDeleteAsync(name), cancellationToken);
    }

    private RedisKey NameOf(string scope) => new ScopedNames(connection, secret, scope).Near;
}
