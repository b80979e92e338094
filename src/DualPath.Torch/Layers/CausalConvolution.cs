using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>The "Canon" layer: x_t += sum_j w[c, j] * x_(t-j), per channel, with zeros before the first token.</summary>
internal static class CausalConvolution
{
    /// <param name="x">Rows from the first token on [B, T, h].</param>
    /// <param name="weight">[h, taps].</param>
    public static Tensor Add(Tensor x, Tensor weight) => Add(x, weight, nn.functional.pad(x, [0, 0, weight.shape[1] - 1, 0]));

    /// <param name="x">Any rows [B, T, h].</param>
    /// <param name="weight">[h, taps].</param>
    /// <param name="padded">The taps - 1 rows before them, and them [B, taps - 1 + T, h].</param>
    public static Tensor Add(Tensor x, Tensor weight, Tensor padded)
    {
        (long tokens, long taps) = (x.shape[1], weight.shape[1]);
        var result = x;
        for (long j = 0; j < taps; j++)
        {
            result = result.Plus(padded.narrow(1, taps - 1 - j, tokens) * weight.select(1, j));
        }

        return result;
    }
}
