using DualPath.Contracts.Caching;

namespace DualPath.Storage.Caching;

/// <summary>Ruled answers in this process, for tests: the rules of <see cref="RedisAnswerCache"/> without a store.</summary>
public sealed class InMemoryAnswerCache(AnswerCacheOptions options, TimeProvider time) : IAnswerCache
{
    private readonly Lock _gate = new();

    /// <summary>In the order of keeping.</summary>
    private readonly OrderedDictionary<(string Scope, string Key), (CachedAnswer Answer, DateTimeOffset Expires)> _entries = [];

    /// <summary>What was disowned, and until when.</summary>
    private readonly Dictionary<(string Scope, string Key), DateTimeOffset> _disowned = [];

    /// <inheritdoc/>
    public Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            bool found = _entries.TryGetValue((scope, key), out var entry) && entry.Expires > time.GetUtcNow();
            return Task.FromResult(found ? entry.Answer : null);
        }
    }

    /// <inheritdoc/>
    public Task<bool> KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken)
    {
        StoredAnswer.ThrowIfUnruled(answer);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_disowned.TryGetValue((answer.Scope, key), out var until) && until > time.GetUtcNow())
            {
                return Task.FromResult(false);
            }

            _entries.Remove((answer.Scope, key));
            _entries.Add((answer.Scope, key), (answer, time.GetUtcNow() + options.NextTimeToLive(Random.Shared)));
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
            _entries.Remove((scope, key));
            _disowned[(scope, key)] = time.GetUtcNow() + options.LongestTimeToLive;
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
}
