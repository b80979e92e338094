using DualPath.Model;
using DualPath.Model.KvCache;
using static TorchSharp.torch;

namespace DualPath.Torch.Decoding;

/// <summary>
/// Keys, values and convolution inputs of one sequence, one small tensor per position and slot: slow, and simple enough to be read
/// against the specification (3.2). For checking checkpoints, not for serving.
/// </summary>
internal sealed class TokenCache(ModelConfig config, CacheLookup lookup)
{
    private const int EmbeddingSlot = -1;
    private readonly Dictionary<(int Slot, string Kind, int Position), Tensor> _entries = [];
    private readonly List<int> _depths = [];

    /// <summary>Position of the first row of the chunk in work.</summary>
    public int Position { get; private set; }

    /// <summary>Positions, the chunk in work included.</summary>
    public int Length => _depths.Count;

    /// <summary>Begins a chunk of new positions.</summary>
    public void Append(int positions)
    {
        Position = Length;
        _depths.AddRange(Enumerable.Repeat(0, positions));
    }

    /// <summary>Forgets the positions from here on.</summary>
    public void Truncate(int length)
    {
        _depths.RemoveRange(length, _depths.Count - length);
        foreach (var key in _entries.Keys.Where(key => key.Position >= length).ToArray())
        {
            _entries.Remove(key);
        }
    }

    /// <summary>The convolution over the embeddings.</summary>
    public TokenLayerMemory Embedding() => new(this, EmbeddingSlot, _ => EmbeddingSlot);

    /// <summary>A layer of the prelude.</summary>
    public TokenLayerMemory Prelude(int layer) => new(this, layer, _ => layer);

    /// <summary>A layer of the coda: always its latest pass.</summary>
    public TokenLayerMemory Coda(int layer) => new(this, EmbeddingSlot - 1 - layer, _ => EmbeddingSlot - 1 - layer);

    /// <summary>A core layer at a recurrent step, 0-based. Writing marks the chunk's positions as having reached that step.</summary>
    public TokenLayerMemory Core(int step, int layer)
    {
        for (int t = Position; t < Length; t++)
        {
            _depths[t] = Math.Max(_depths[t], step + 1);
        }

        return new TokenLayerMemory(this, CoreSlot(step, layer), t => lookup.Kind switch
        {
            CacheLookupKind.Full => _depths[t] > step ? CoreSlot(step, layer) : null,
            CacheLookupKind.Latest => CoreSlot(Math.Min(step, _depths[t] - 1), layer),
            _ => CoreSlot(_depths[t] - 1, layer),
        });
    }

    internal void Write(int slot, string kind, Tensor rows)
    {
        for (int t = Position; t < Length; t++)
        {
            _entries[(slot, kind, t)] = rows.narrow(1, t - Position, 1);
        }
    }

    internal Tensor Read(int slot, string kind, int position) => _entries[(slot, kind, position)];

    private int CoreSlot(int step, int layer)
    {
        int index = (config.CoreLayers * step) + layer;
        return config.PreludeLayers + (lookup.LayerSlots is { } ring ? index % ring : index);
    }
}
