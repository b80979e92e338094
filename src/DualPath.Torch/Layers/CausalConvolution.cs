using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>The "Canon" layer: x_t += sum_j w[c, j] * x_(t-j), per channel, with zeros before the first token.</summary>
internal static class CausalConvolution
{
    /// <param name="x">[B, T, h].</param>
    /// <param name="weight">[h, taps].</param>
    public static Tensor Add(Tensor x, Tensor weight)
    {
        long tokens = x.shape[1];
        var result = x;
        for (long j = 0; j < weight.shape[1] && j < tokens; j++)
        {
            var tap = x.narrow(1, 0, tokens - j) * weight.select(1, j);
            result = result + (j == 0 ? tap : nn.functional.pad(tap, [0, 0, j, 0]));
        }

        return result;
    }
}
