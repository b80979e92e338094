using System.Runtime.Intrinsics;
using DualPath.Model.Kernels;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>Loops that do nothing but read, and nothing but multiply and add: as fast as this processor can.</summary>
internal abstract unsafe class LimitLoops
{
    /// <summary>With vectors as wide as those of the managed model's kernels.</summary>
    public static LimitLoops Widest { get; } = Kernel.Best.Set switch
    {
        KernelSet.Vector512 => new VectorLimitLoops<Simd512, Vector512<float>>(),
        KernelSet.Vector256 => new VectorLimitLoops<Simd256, Vector256<float>>(),
        _ => new VectorLimitLoops<Simd128, Vector128<float>>(),
    };

    /// <summary>Reads floats from front to back.</summary>
    /// <param name="from">The first.</param>
    /// <param name="count">How many; a rest of less than 128 is left out.</param>
    /// <returns>Their sum: a value that is used cannot be optimised away.</returns>
    public abstract float Read(float* from, long count);

    /// <summary>Multiplies and adds in registers.</summary>
    /// <param name="count">Scalar multiply-adds; a rest of less than 192 is left out.</param>
    /// <returns>A value that needed all of them.</returns>
    public abstract float MultiplyAdd(long count);
}
