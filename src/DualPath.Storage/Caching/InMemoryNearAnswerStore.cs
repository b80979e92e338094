using System.Collections.Concurrent;
using DualPath.Contracts.Caching;

namespace DualPath.Storage.Caching;

/// <summary>Near answers in this process, for tests: the rules of <see cref="RedisNearAnswerStore"/> without a store.</summary>
public sealed class InMemoryNearAnswerStore : INearAnswerStore
{
    private readonly ConcurrentDictionary<(string Scope, string Key), NearAnswer> _answers = new();

    /// <inheritdoc/>
    public Task<IReadOnlyList<NearAnswer>> ReadAsync(string scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<NearAnswer>>(
            [.. _answers.Where(entry => entry.Key.Scope == scope).Select(entry => entry.Value).OrderBy(answer => answer.KeptAt)]);
    }

    /// <inheritdoc/>
    public Task KeepAsync(string scope, NearAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        cancellationToken.ThrowIfCancellationRequested();
        _answers[(scope, answer.Key)] = answer;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(string scope, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (string key in keys)
        {
            _answers.TryRemove((scope, key), out _);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task PurgeAsync(string scope, CancellationToken cancellationToken) =>
        await ForgetAsync(scope, [.. (await ReadAsync(scope, cancellationToken)).Select(answer => answer.Key)], cancellationToken);
}
