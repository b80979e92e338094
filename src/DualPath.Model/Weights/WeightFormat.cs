namespace DualPath.Model.Weights;

/// <summary>How the matrices are kept in memory. Gains, biases and convolution taps are always 32-bit.</summary>
public enum WeightFormat
{
    /// <summary>IEEE single precision.</summary>
    Fp32,

    /// <summary>The upper half of a single; widened to single in registers, so that sums stay in single precision.</summary>
    Bf16,
}
