namespace DualPath.Model.Kernels;

/// <summary>The implementations of the arithmetic; all give bitwise equal results.</summary>
public enum KernelSet
{
    /// <summary>Plain loops: the portable fallback, and the oracle of the others.</summary>
    Scalar,

    /// <summary>128-bit vectors: SSE on x64, NEON on Arm.</summary>
    Vector128,

    /// <summary>256-bit vectors: AVX2 with FMA.</summary>
    Vector256,

    /// <summary>512-bit vectors: AVX-512.</summary>
    Vector512,
}
