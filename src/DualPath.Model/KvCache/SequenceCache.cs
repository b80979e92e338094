using System.Runtime.InteropServices;

namespace DualPath.Model.KvCache;

/// <summary>
/// Keys and values of one sequence, keyed by (recurrent step, layer) and position. A page holds the keys of its positions [32, h], then their values, then, if the core has convolution taps,
/// their normed attention inputs: attention reads the keys front to back, then the values. An entry is where a position's keys begin. Keys are stored turned.
/// </summary>
internal sealed unsafe class SequenceCache
{
    private readonly RowPages[] _prelude;
    private readonly RowPages[] _coda;
    private readonly List<RowPages> _core = [];
    private readonly PagePool _pool;
    private readonly int _hiddenSize;
    private readonly int _coreLayers;
    private readonly CacheLookupKind _kind;

    // Steps kept apart before the ring closes; effectively unlimited without compression.
    private readonly int _ring;

    public SequenceCache(ModelConfig config, PagePool pool, CacheLookup lookup)
    {
        if (!lookup.Fits(config.CoreLayers))
        {
            throw new ArgumentException($"{lookup}: the slots must be a multiple of the core's {config.CoreLayers} layers", nameof(lookup));
        }

        _pool = pool;
        _hiddenSize = config.HiddenSize;
        _coreLayers = config.CoreLayers;
        Lookup = lookup;
        _kind = lookup.Kind;
        _ring = lookup.LayerSlots / config.CoreLayers ?? int.MaxValue;
        _prelude = Make(config.PreludeLayers);
        _coda = Make(config.CodaAttention ? config.CodaLayers : 0);
    }

    /// <summary>How far behind an entry its values are.</summary>
    public static int Values(int hiddenSize) => RowPages.PageRows * hiddenSize;

    /// <summary>How far behind an entry its normed attention input is.</summary>
    public static int Inputs(int hiddenSize) => 2 * RowPages.PageRows * hiddenSize;

    public CacheLookup Lookup { get; }

    /// <summary>Pages held.</summary>
    public int PageCount => Count(_prelude) + Count(_coda) + Count(CollectionsMarshal.AsSpan(_core));

    /// <summary>The entry of a position for writing.</summary>
    public float* Ensure(LayerKind kind, int layer, int step, int position)
    {
        if (kind != LayerKind.Core)
        {
            return (kind == LayerKind.Prelude ? _prelude : _coda)[layer].Ensure(position);
        }

        int slot = Slot(step % _ring, layer);
        while (_core.Count <= slot)
        {
            _core.Add(new RowPages(_pool, _hiddenSize));
        }

        return _core[slot].Ensure(position);
    }

    /// <summary>
    /// The entry that a core layer at <paramref name="step"/> reads of a position which has run <paramref name="depth"/> steps; null if
    /// the position is left out.
    /// </summary>
    public float* FindCore(int layer, int step, int position, int depth)
    {
        int present = Math.Min(depth, _ring);
        int wanted = step % _ring;
        if (wanted >= present)
        {
            wanted = _kind == CacheLookupKind.Full ? -1 : present - 1;
        }

        return wanted < 0 ? null : _core[Slot(wanted, layer)][position];
    }

    /// <summary>
    /// Lists the entries a row at <paramref name="position"/> attends to, its own included, in order of position, and returns their
    /// number, at most position + 1. <paramref name="depths"/> are the recurrent steps run per position; for rows of the running pass
    /// the running step counts.
    /// </summary>
    public int Collect(LayerKind kind, int layer, int step, int position, ReadOnlySpan<int> depths, float** entries)
    {
        if (kind != LayerKind.Core)
        {
            return (kind == LayerKind.Prelude ? _prelude : _coda)[layer].List(position + 1, entries);
        }

        if (_kind == CacheLookupKind.Full)
        {
            // The same as below, a page at a time.
            return _core[Slot(step % _ring, layer)].List(depths[..(position + 1)], step % _ring, entries);
        }

        int count = 0;
        bool last = _kind == CacheLookupKind.AlwaysLast && AnyLacks(step, depths[..(position + 1)]);
        for (int t = 0; t <= position; t++)
        {
            float* entry = FindCore(layer, last ? depths[t] - 1 : step, t, depths[t]);
            if (entry is not null)
            {
                entries[count++] = entry;
            }
        }

        return count;
    }

    /// <summary>Forgets the positions from <paramref name="length"/> on.</summary>
    public void Truncate(int length)
    {
        Truncate(_prelude, length);
        Truncate(_coda, length);
        Truncate(CollectionsMarshal.AsSpan(_core), length);
    }

    /// <summary>Gives back what no position needs that has run so many steps, and the coda's entries from <paramref name="codaLength"/> on. Only without a ring.</summary>
    public void Trim(ReadOnlySpan<int> depths, int codaLength)
    {
        Truncate(_coda, codaLength);
        for (int slot = 0; slot < _core.Count; slot++)
        {
            _core[slot].Trim(depths, slot / _coreLayers);
        }
    }

    private static void Truncate(ReadOnlySpan<RowPages> layers, int length)
    {
        foreach (var rows in layers)
        {
            rows.Truncate(length);
        }
    }

    private static int Count(ReadOnlySpan<RowPages> layers)
    {
        int pages = 0;
        foreach (var rows in layers)
        {
            pages += rows.PageCount;
        }

        return pages;
    }

    private bool AnyLacks(int step, ReadOnlySpan<int> depths)
    {
        foreach (int depth in depths)
        {
            if (depth <= step % _ring)
            {
                return true;
            }
        }

        return false;
    }

    private int Slot(int ringStep, int layer) => (ringStep * _coreLayers) + layer;

    private RowPages[] Make(int layers)
    {
        var rows = new RowPages[layers];
        for (int i = 0; i < layers; i++)
        {
            rows[i] = new RowPages(_pool, _hiddenSize);
        }

        return rows;
    }
}
