using System.Collections.Concurrent;
using DualPath.Contracts.Caching;

namespace DualPath.Storage.Caching;

/// <summary>Ruled answers in this process, for tests: the rules of <see cref="RedisAnswerCache"/> without a store.</summary>
public sealed class InMemoryAnswerCache(AnswerCacheOptions options, TimeProvider time) : IAnswerCache
{
    private readonly ConcurrentDictionary<string, (CachedAnswer Answer, DateTimeOffset Expires)> _answers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool found = _answers.TryGetValue(key, out var entry) && entry.Expires > time.GetUtcNow() && entry.Answer.Scope == scope;
        return Task.FromResult(found ? entry.Answer : null);
    }

    /// <inheritdoc/>
    public Task KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken)
    {
        StoredAnswer.ThrowIfUnruled(answer);
        cancellationToken.ThrowIfCancellationRequested();
        _answers[key] = (answer, time.GetUtcNow() + options.NextTimeToLive(Random.Shared));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<bool> ForgetAsync(string scope, string key, CancellationToken cancellationToken) =>
        await FindAsync(scope, key, cancellationToken) is not null && _answers.TryRemove(key, out _);
}
