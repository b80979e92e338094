using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>x / sqrt(mean(x^2) + eps) * gain over the last dimension (specification 1.2).</summary>
internal static class RmsNorm
{
    public static Tensor Apply(Tensor x, Tensor gain, float epsilon) =>
        x * (x * x).mean([-1], keepdim: true).Plus(epsilon).rsqrt() * gain;
}
