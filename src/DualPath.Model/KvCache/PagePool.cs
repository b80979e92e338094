using System.Collections.Concurrent;

namespace DualPath.Model.KvCache;

/// <summary>
/// Pages of floats of one size, reused between sequences so that a busy service does not allocate and pin anew for every question.
/// Thread-safe.
/// </summary>
internal sealed class PagePool(int floatsPerPage)
{
    private const long RetainedBytes = 64L << 20;

    private readonly ConcurrentBag<float[]> _free = [];
    private readonly int _retained = (int)Math.Max(1, RetainedBytes / ((long)floatsPerPage * sizeof(float)));

    /// <summary>A pinned page of unspecified content.</summary>
    public float[] Rent() => _free.TryTake(out var page) ? page : GC.AllocateUninitializedArray<float>(floatsPerPage, pinned: true);

    public void Return(float[] page)
    {
        if (_free.Count < _retained)
        {
            _free.Add(page);
        }
    }
}
