using static TorchSharp.torch;

namespace DualPath.Torch.Decoding;

/// <summary>What one layer at one recurrent step keeps of the positions before, and which of it the layer reads now.</summary>
/// <param name="cache">The cache it is a view of.</param>
/// <param name="slot">The slot that is written.</param>
/// <param name="slotAt">The slot that is read of an earlier position; null if that position is left out.</param>
internal sealed class LayerMemory(TokenCache cache, int slot, Func<int, int?> slotAt)
{
    /// <summary>Position of the first new row.</summary>
    public int Position => cache.Position;

    /// <summary>The inputs of the convolution: as many earlier rows as it reaches back, zeros before the first token, then the new ones.</summary>
    /// <param name="x">New rows [1, L, h].</param>
    /// <param name="taps">Taps of the convolution, its own row counted.</param>
    public Tensor WithPreceding(Tensor x, int taps)
    {
        cache.Write(slot, "x", x);
        var rows = Enumerable.Range(Position - taps + 1, taps - 1)
            .Select(t => t >= 0 && slotAt(t) is { } read ? cache.Read(read, "x", t) : zeros_like(x.narrow(1, 0, 1)));
        return cat([.. rows, x], 1);
    }

    /// <summary>Keeps the new keys and values and gives those of the earlier positions that are read, followed by the new ones.</summary>
    /// <param name="keys">[1, L, H, d], rotated.</param>
    /// <param name="values">[1, L, H, d].</param>
    public (Tensor Keys, Tensor Values) Extend(Tensor keys, Tensor values)
    {
        cache.Write(slot, "k", keys);
        cache.Write(slot, "v", values);
        var read = Enumerable.Range(0, Position).Select(t => (t, Slot: slotAt(t))).Where(entry => entry.Slot is not null).ToArray();
        return (cat([.. read.Select(entry => cache.Read(entry.Slot!.Value, "k", entry.t)), keys], 1),
            cat([.. read.Select(entry => cache.Read(entry.Slot!.Value, "v", entry.t)), values], 1));
    }
}
