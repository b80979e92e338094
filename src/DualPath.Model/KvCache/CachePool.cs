using System.Collections.Concurrent;

namespace DualPath.Model.KvCache;

/// <summary>
/// The caches of sequences that are gone, without their pages: what lists the pages of every recurrent step is used again, so that a step allocates nothing even where no position of its
/// sequence has been that deep before. Thread-safe.
/// </summary>
/// <param name="config">The architecture.</param>
/// <param name="pages">Where they take their pages.</param>
internal sealed class CachePool(ModelConfig config, PagePool pages)
{
    private const int Retained = 64;

    private readonly ConcurrentBag<SequenceCache> _free = [];

    /// <summary>An empty cache.</summary>
    public SequenceCache Rent(CacheLookup lookup) => lookup == CacheLookup.Full && _free.TryTake(out var cache) ? cache : new SequenceCache(config, pages, lookup);

    /// <summary>Takes a cache back that holds no page any more.</summary>
    public void Return(SequenceCache cache)
    {
        if (cache.Lookup == CacheLookup.Full && _free.Count < Retained)
        {
            _free.Add(cache);
        }
    }
}
