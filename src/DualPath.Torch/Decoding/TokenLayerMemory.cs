using DualPath.Torch.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Decoding;

/// <summary>What one layer at one recurrent step keeps of the positions before a chunk of one sequence, and which of it the layer reads now.</summary>
/// <param name="cache">The cache it is a view of.</param>
/// <param name="slot">The slot that is written.</param>
/// <param name="slotAt">The slot that is read of an earlier position; null if that position is left out.</param>
internal sealed class TokenLayerMemory(TokenCache cache, int slot, Func<int, int?> slotAt) : LayerMemory
{
    public override Tensor Turn(RotaryEmbedding rotary, Tensor queriesAndKeys) => rotary.Apply(queriesAndKeys, cache.Position);

    /// <summary>The convolution reads as many earlier rows as it reaches back, zeros before the first token, then the new ones.</summary>
    public override Tensor Convolve(Tensor x, Tensor weight)
    {
        int taps = (int)weight.shape[1];
        cache.Write(slot, "x", x);
        var rows = Enumerable.Range(cache.Position - taps + 1, taps - 1)
            .Select(t => t >= 0 && slotAt(t) is { } read ? cache.Read(read, "x", t) : zeros_like(x.narrow(1, 0, 1)));
        return CausalConvolution.Add(x, weight, cat([.. rows, x], 1));
    }

    /// <summary>Causal, aligned to the lower right: row a sees every earlier position that is read and the new ones up to its own.</summary>
    public override Tensor Attend(Tensor queries, Tensor keys, Tensor values)
    {
        cache.Write(slot, "k", keys);
        cache.Write(slot, "v", values);
        var read = Enumerable.Range(0, cache.Position).Select(t => (t, Slot: slotAt(t))).Where(entry => entry.Slot is not null).ToArray();
        keys = cat([.. read.Select(entry => cache.Read(entry.Slot!.Value, "k", entry.t)), keys], 1);
        values = cat([.. read.Select(entry => cache.Read(entry.Slot!.Value, "v", entry.t)), values], 1);
        long tokens = queries.shape[1];
        var mask = ones(tokens, keys.shape[1], dtype: ScalarType.Bool).tril(keys.shape[1] - tokens);
        return nn.functional.scaled_dot_product_attention(queries.transpose(1, 2), keys.transpose(1, 2), values.transpose(1, 2), attn_mask: mask)
            .transpose(1, 2);
    }
}
