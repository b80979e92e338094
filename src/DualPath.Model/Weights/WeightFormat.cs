using System.Diagnostics.CodeAnalysis;

namespace DualPath.Model.Weights;

/// <summary>How the matrices are kept in memory. Gains, biases and convolution taps are always 32-bit.</summary>
public enum WeightFormat
{
    /// <summary>IEEE single precision.</summary>
    Fp32,

    /// <summary>The upper half of a single; widened to single in registers, so that sums stay in single precision.</summary>
    Bf16,

    /// <summary>
    /// Signed bytes, each the weight divided by its row's scale: the largest magnitude in the row / 127. Widened to single in registers; the sum is scaled once at its end. The embedding, which
    /// is the output head as well, is kept as it is stored.
    /// </summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The field's own term.")]
    Int8,
}
