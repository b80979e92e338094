using DualPath.Contracts.Caching;
using DualPath.Storage.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DualPath.Storage.Caching;

/// <summary>Ruled answers in Redis, one key each, which Redis forgets when its time to live is over.</summary>
public sealed partial class RedisAnswerCache(
    RedisConnection connection,
    IOptions<AnswerCacheOptions> options,
    ILogger<RedisAnswerCache> logger) : IAnswerCache
{
    /// <inheritdoc/>
    public async Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken)
    {
        byte[]? json = await connection.RunAsync(
            "look up an answer", async database => (byte[]?)await database.StringGetAsync(KeyOf(key)), cancellationToken);
        return json is null ? null : Read(scope, key, json);
    }

    /// <inheritdoc/>
    public Task KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken)
    {
        StoredAnswer.ThrowIfUnruled(answer);
        var timeToLive = options.Value.NextTimeToLive(Random.Shared);
        return connection.RunAsync(
            "keep an answer", database => database.StringSetAsync(KeyOf(key), StoredAnswer.Write(answer), timeToLive), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ForgetAsync(string scope, string key, CancellationToken cancellationToken)
    {
        // Between look-up and delete another answer of the same scope may take its place; forgetting that one as well does no harm.
        return await FindAsync(scope, key, cancellationToken) is not null
            && await connection.RunAsync("forget an answer", database => database.KeyDeleteAsync(KeyOf(key)), cancellationToken);
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

    private RedisKey KeyOf(string key) => connection.Key("answer", key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cached answer {Key} cannot be read and is taken as absent.")]
    private partial void LogUnreadable(string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "The cached answer {Key} belongs to another scope and is taken as absent.")]
    private partial void LogForeign(string key);
}
