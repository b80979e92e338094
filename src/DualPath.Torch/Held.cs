using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch;

/// <summary>
/// Sums and products with numbers. TorchSharp 0.107 turns every number (also the silent factor 1 of <c>a + b</c>) into a <see cref="Scalar"/> that nobody holds
/// during the native call: a garbage collection at that moment frees it under the callee's hands, which then computes with whatever stands there. Here it is held
/// until the call has returned.
/// </summary>
public static class Held
{
    private static readonly Lazy<Scalar> One = new(() => 1f);

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One.Value);

    /// <summary>a + value.</summary>
    public static Tensor Plus(this Tensor a, double value)
    {
        using Scalar held = value;
        return a.add(held, One.Value);
    }

    /// <summary>a * value.</summary>
    public static Tensor Times(this Tensor a, double value)
    {
        using Scalar held = value;
        return a.mul(held);
    }

    /// <summary>a += b, in place.</summary>
    public static Tensor Increase(this Tensor a, Tensor b) => a.add_(b, One.Value);

    /// <summary>a += value * b, in place.</summary>
    public static Tensor Increase(this Tensor a, Tensor b, double value)
    {
        using Scalar held = value;
        return a.add_(b, held);
    }

    /// <summary>a *= value, in place.</summary>
    public static Tensor Scale(this Tensor a, double value)
    {
        using Scalar held = value;
        return a.mul_(held);
    }
}
