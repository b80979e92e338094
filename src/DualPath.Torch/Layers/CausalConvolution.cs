using DualPath.Torch.Decoding;
using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>The "Canon" layer: x_t += sum_j w[c, j] * x_(t-j), per channel, with zeros before the first token.</summary>
internal static class CausalConvolution
{
    /// <param name="x">[B, T, h].</param>
    /// <param name="weight">[h, taps].</param>
    /// <param name="memory">The rows before; null if x begins with the first token.</param>
    public static Tensor Add(Tensor x, Tensor weight, LayerMemory? memory)
    {
        (long tokens, long taps) = (x.shape[1], weight.shape[1]);
        var padded = memory?.WithPreceding(x, (int)taps) ?? nn.functional.pad(x, [0, 0, taps - 1, 0]);
        var result = x;
        for (long j = 0; j < taps; j++)
        {
            result = result.Plus(padded.narrow(1, taps - 1 - j, tokens) * weight.select(1, j));
        }

        return result;
    }
}
