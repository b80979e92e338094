using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>
/// What an attention layer asks of a cache for the rows [1, L, ..] it is run on: where they stand, and what it kept of the positions before them.
/// </summary>
internal abstract class LayerMemory
{
    /// <summary>Turns queries and keys [1, L, 2, H, d] by the rows' positions.</summary>
    public abstract Tensor Turn(RotaryEmbedding rotary, Tensor queriesAndKeys);

    /// <summary>The convolution of the rows [1, L, h] and those before them; keeps the rows for the ones after them.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="weight">Taps [h, taps].</param>
    public abstract Tensor Convolve(Tensor x, Tensor weight);

    /// <summary>Keeps the rows' keys and values, and lets each row attend to what it may see of them and of those kept before.</summary>
    /// <param name="queries">[1, L, H, d], turned.</param>
    /// <param name="keys">[1, L, H, d], turned.</param>
    /// <param name="values">[1, L, H, d].</param>
    /// <returns>[1, L, H, d].</returns>
    public abstract Tensor Attend(Tensor queries, Tensor keys, Tensor values);
}
