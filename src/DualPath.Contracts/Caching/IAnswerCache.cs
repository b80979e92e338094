namespace DualPath.Contracts.Caching;

/// <summary>
/// Answers that were ruled on. A broken cache slows a reply and never fails it: implementations throw
/// <see cref="StoreUnavailableException"/>, and callers go on as if nothing was found or kept. Safe for concurrent use.
/// </summary>
public interface IAnswerCache
{
    /// <summary>The answer under a key, if it belongs to this scope; null otherwise.</summary>
    /// <param name="scope">Compared for equality with the stored entry's scope; the key alone never suffices.</param>
    /// <param name="key">The answer grain's key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken);

    /// <summary>Keeps a ruled answer, with the time to live the operator chose.</summary>
    /// <exception cref="ArgumentException">The answer carries no ruling: unverified text is never an answer.</exception>
    Task KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken);

    /// <summary>Forgets an answer of this scope.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> ForgetAsync(string scope, string key, CancellationToken cancellationToken);
}
