namespace DualPath.Contracts.Caching;

/// <summary>
/// Answers that were ruled on. A broken cache slows a reply and never fails it: implementations throw
/// <see cref="StoreUnavailableException"/>, and callers go on as if nothing was found or kept. Safe for concurrent use.
/// </summary>
public interface IAnswerCache
{
    /// <summary>The answer under a key, if it belongs to this scope; null otherwise.</summary>
    /// <param name="scope">Compared for equality with the stored entry's scope; the key alone never suffices.</param>
    /// <param name="key">Stands for everything the answer was made from; made with the <see cref="IServerSecret"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<CachedAnswer?> FindAsync(string scope, string key, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a ruled answer, with the time to live the operator chose. A scope that holds more than it may forgets the answers it was
    /// given first.
    /// </summary>
    /// <returns>False when the answer under this key was disowned: nothing was kept.</returns>
    /// <exception cref="ArgumentException">The answer carries no ruling: unverified text is never an answer.</exception>
    Task<bool> KeepAsync(string key, CachedAnswer answer, CancellationToken cancellationToken);

    /// <summary>
    /// A person says that the answer is wrong: it is forgotten, and none is kept under its key again for as long as an answer would
    /// have lived, because the same model would give the same one.
    /// </summary>
    Task DisownAsync(string scope, string key, CancellationToken cancellationToken);

    /// <summary>Forgets every answer of a scope. What was disowned in it stays so.</summary>
    Task PurgeAsync(string scope, CancellationToken cancellationToken);
}
