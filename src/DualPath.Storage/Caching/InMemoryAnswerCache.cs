using DualPath.Contracts.Caching;

namespace DualPath.Storage.Caching;

/// <summary>Ruled answers in this process, for tests: the rules of <see cref="RedisAnswerCache"/> without a store.</summary>
public sealed class InMemoryAnswerCache(AnswerCacheOptions options, TimeProvider time) : IAnswerCache
{
    private readonly Lock _gate = new();

    /// <summary>In the order of keeping. An entry without an answer was disowned.</summary>
    private readonly OrderedDictionary<(string Scope, string Key), (CachedAnswer? Answer, DateTimeOffset Expires)> _entries = [];

    /// <inheritdoc/>
    public Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(Alive((scope, key)) is { } entry ? entry.Answer : null);
        }
    }

    /// <inheritdoc/>
    public Task<bool> KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken)
    {
        StoredAnswer.ThrowIfUnruled(answer);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (Alive((answer.Scope, key)) is { Answer: null })
            {
                return Task.FromResult(false);
            }

            Enter((answer.Scope, key), answer, options.NextTimeToLive(Random.Shared));
            (string Scope, string Key)[] entries = [.. _entries.Keys.Where(entry => entry.Scope == answer.Scope)];
            foreach (var entry in entries.Take(entries.Length - options.MaxAnswersPerScope))
            {
                _entries.Remove(entry);
            }

            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task DisownAsync(string scope, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Enter((scope, key), null, options.LongestTimeToLive);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task PurgeAsync(string scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            foreach (var entry in _entries.Keys.Where(entry => entry.Scope == scope).ToArray())
            {
                _entries.Remove(entry);
            }
        }

        return Task.CompletedTask;
    }

    private (CachedAnswer? Answer, DateTimeOffset Expires)? Alive((string Scope, string Key) name) =>
        _entries.TryGetValue(name, out var entry) && entry.Expires > time.GetUtcNow() ? entry : null;

    private void Enter((string Scope, string Key) name, CachedAnswer? answer, TimeSpan timeToLive)
    {
        _entries.Remove(name);
        _entries.Add(name, (answer, time.GetUtcNow() + timeToLive));
    }
}
