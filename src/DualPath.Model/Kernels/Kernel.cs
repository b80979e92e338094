using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DualPath.Model.Weights;

namespace DualPath.Model.Kernels;

/// <summary>
/// The arithmetic of the network on raw rows of floats. Every implementation performs the same roundings in the same order, so
/// that results are bitwise equal whatever the vector width and whatever other rows share the pass:
/// a matrix product sums each output over k = 0, 1, 2, … with fused multiply-adds; a dot product keeps sixteen partial sums
/// (element i goes to sum i mod 16) and adds them as a fixed tree. Kernels keep no state and check no bounds: the callers in
/// this assembly own the buffers.
/// </summary>
internal abstract unsafe class Kernel
{
    /// <summary>Partial sums of a dot product, and columns of a packed weight panel.</summary>
    public const int Block = PackedMatrix.PanelWidth;

    /// <summary>The fastest kernel this processor supports, chosen once.</summary>
    public static Kernel Best { get; } = For(Fastest());

    /// <summary>The kernel of a set. Any set runs on any machine; an unsupported one is emulated and slow.</summary>
    public static Kernel For(KernelSet set) => set switch
    {
        KernelSet.Vector512 => new VectorKernel<Simd512, Vector512<float>>(set),
        KernelSet.Vector256 => new VectorKernel<Simd256, Vector256<float>>(set),
        KernelSet.Vector128 => new VectorKernel<Simd128, Vector128<float>>(set),
        _ => new ScalarKernel(),
    };

    public abstract KernelSet Set { get; }

    /// <summary>y[m, n] = sum over k of x[m, k]·w[n, k], for every row m; added to what y holds if <paramref name="accumulate"/>.</summary>
    public abstract void Multiply(float* x, int xStride, int rows, PackedMatrix w, float* y, int yStride, bool accumulate = false);

    /// <summary>a·b over n elements.</summary>
    public abstract float Dot(float* a, float* b, int n);

    /// <summary>x += y.</summary>
    public abstract void Add(float* x, float* y, int n);

    /// <summary>x += a·b, element by element.</summary>
    public abstract void MultiplyAdd(float* x, float* a, float* b, int n);

    /// <summary>y = x / sqrt(mean(x²) + epsilon) · gain. y may be x.</summary>
    public abstract void RmsNorm(float* x, float* gain, float* y, int n, float epsilon);

    /// <summary>y = SiLU(gate)·value, where gate is the first half of a row of 2n and value the second. y may be the gate.</summary>
    public abstract void Gate(float* gateAndValue, float* y, int n);

    /// <summary>
    /// Turns the interleaved pairs (2j, 2j+1) of every head. <paramref name="turn"/> holds, for one head, the cosines, each twice,
    /// then the sines, each twice, the first of the two negated.
    /// </summary>
    public abstract void Rotate(float* x, float* turn, int heads, int headSize);

    /// <summary>
    /// Softmax attention of one row: for every head, output = sum over n of softmax(q·k_n / sqrt(d))·v_n.
    /// An entry points at its keys [H, d]; its values follow at <paramref name="valueOffset"/>.
    /// <paramref name="scores"/> has room for <paramref name="heads"/> times <paramref name="count"/> + 1 values.
    /// </summary>
    public abstract void Attend(
        float* query, float** entries, int count, int heads, int headSize, int valueOffset, float* scores, float* output);

    private static KernelSet Fastest()
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            return KernelSet.Vector512;
        }

        if (Avx2.IsSupported && Fma.IsSupported)
        {
            return KernelSet.Vector256;
        }

        return Vector128.IsHardwareAccelerated ? KernelSet.Vector128 : KernelSet.Scalar;
    }
}
