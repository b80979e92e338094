namespace DualPath.Contracts.Caching;

/// <summary>What the near tier knows of each scope, kept as long as answers are. Safe for concurrent use; throws <see cref="StoreUnavailableException"/>.</summary>
public interface INearAnswerStore
{
    /// <summary>Everything kept for a scope, in the order of keeping.</summary>
    Task<IReadOnlyList<NearAnswer>> ReadAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Keeps an entry, in place of an earlier state of the same.</summary>
    Task KeepAsync(string scope, NearAnswer answer, CancellationToken cancellationToken);

    /// <summary>Forgets entries of a scope.</summary>
    Task ForgetAsync(string scope, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Forgets a scope.</summary>
    Task PurgeAsync(string scope, CancellationToken cancellationToken);
}
