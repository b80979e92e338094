using DualPath.Contracts.Caching;
using DualPath.Storage.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DualPath.Storage.Caching;

/// <summary>
/// Ruled answers in Redis, one key each, which Redis forgets when its time to live is over. A sorted set per scope, by the time of
/// keeping, names the scope's answers, so that they can be bounded and purged. What was disowned is marked by a key of its own, which
/// nothing but time takes away. All names are made with the server's secret.
/// </summary>
public sealed partial class RedisAnswerCache(
    RedisConnection connection,
    IServerSecret secret,
    IOptions<AnswerCacheOptions> options,
    TimeProvider time,
    ILogger<RedisAnswerCache> logger) : IAnswerCache
{
    /// <inheritdoc/>
    public async Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken)
    {
        var name = new ScopedNames(connection, secret, scope);
        byte[]? json = await connection.RunAsync(
            "look up an answer", async database => (byte[]?)await database.StringGetAsync(name.Answer(key)), cancellationToken);
        return json is null ? null : Read(scope, key, json);
    }

    /// <inheritdoc/>
    public Task<bool> KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken)
    {
        StoredAnswer.ThrowIfUnruled(answer);
        var name = new ScopedNames(connection, secret, answer.Scope);
        return connection.WriteAsync("keep an answer", KeepAsync, cancellationToken);

        async Task<bool> KeepAsync(IDatabase database)
        {
            var now = time.GetUtcNow();
            var transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.KeyNotExists(name.Disowned(key)));
            _ = transaction.StringSetAsync(name.Answer(key), StoredAnswer.Write(answer), options.Value.NextTimeToLive(Random.Shared));
            Enter(transaction, name, key, now);
            var count = transaction.SortedSetLengthAsync(name.Entries);
            if (!await transaction.ExecuteAsync())
            {
                return false;
            }

            if (await count - options.Value.MaxAnswersPerScope is > 0 and var tooMany)
            {
                await DeleteAsync(database, name, (await database.SortedSetPopAsync(name.Entries, tooMany)).Select(entry => entry.Element));
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public Task DisownAsync(string scope, string key, CancellationToken cancellationToken)
    {
        var name = new ScopedNames(connection, secret, scope);
        return connection.WriteAsync("disown an answer", DisownAsync, cancellationToken);

        Task<bool> DisownAsync(IDatabase database)
        {
            var transaction = database.CreateTransaction();
            _ = transaction.StringSetAsync(name.Disowned(key), "", options.Value.LongestTimeToLive);
            _ = transaction.KeyDeleteAsync(name.Answer(key));
            _ = transaction.SortedSetRemoveAsync(name.Entries, key);
            return transaction.ExecuteAsync();
        }
    }

    /// <inheritdoc/>
    public Task PurgeAsync(string scope, CancellationToken cancellationToken)
    {
        var name = new ScopedNames(connection, secret, scope);
        return connection.WriteAsync("purge a scope", PurgeAsync, cancellationToken);

        async Task<bool> PurgeAsync(IDatabase database)
        {
            // Answers and their names go together, and only those: what is kept meanwhile stays on the list, so the next purge finds it.
            RedisValue[] entries = await database.SortedSetRangeByRankAsync(name.Entries);
            var transaction = database.CreateTransaction();
            _ = DeleteAsync(transaction, name, entries);
            _ = transaction.SortedSetRemoveAsync(name.Entries, entries);
            return entries.Length == 0 || await transaction.ExecuteAsync();
        }
    }

    /// <summary>Puts an answer on the scope's list, and takes those off that have expired.</summary>
    private void Enter(ITransaction transaction, ScopedNames name, string key, DateTimeOffset now)
    {
        var longest = options.Value.LongestTimeToLive;
        _ = transaction.SortedSetAddAsync(name.Entries, key, now.ToUnixTimeMilliseconds());
        _ = transaction.SortedSetRemoveRangeByScoreAsync(name.Entries, double.NegativeInfinity, (now - longest).ToUnixTimeMilliseconds());
        _ = transaction.KeyExpireAsync(name.Entries, longest);
    }

    private static Task DeleteAsync(IDatabaseAsync database, ScopedNames name, IEnumerable<RedisValue> entries)
    {
        RedisKey[] keys = [.. entries.Select(entry => name.Answer((string)entry!))];
        return keys.Length == 0 ? Task.CompletedTask : database.KeyDeleteAsync(keys);
    }

    private CachedAnswer? Read(string scope, string key, byte[] json)
    {
        var answer = StoredAnswer.Read(json);
        if (answer is null)
        {
            LogUnreadable(key);
            return null;
        }

        if (answer.Scope != scope)
        {
            LogForeign(key);
            return null;
        }

        return answer;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cached answer {Key} cannot be read and is taken as absent.")]
    private partial void LogUnreadable(string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "The cached answer {Key} belongs to another scope and is taken as absent.")]
    private partial void LogForeign(string key);
}
