namespace DualPath.Model.Weights;

/// <summary>The weights of one sandwich block (specification 1.2). What a block lacks is null: taps, bias, or the whole attention.</summary>
internal sealed class BlockWeights
{
    /// <summary>Gain before attention [h]; null in a block without attention.</summary>
    public FloatVector? Norm1 { get; init; }

    /// <summary>Convolution taps on the normed attention input, tap-major [taps, h].</summary>
    public FloatVector? Canon { get; init; }

    /// <summary>Queries, keys, values [3h, h].</summary>
    public PackedMatrix? Qkv { get; init; }

    /// <summary>Bias of queries, then of keys [2h].</summary>
    public FloatVector? QkBias { get; init; }

    /// <summary>Attention output [h, h].</summary>
    public PackedMatrix? Projection { get; init; }

    public required FloatVector Norm2 { get; init; }

    public required FloatVector Norm3 { get; init; }

    /// <summary>Gate, then value [2I, h].</summary>
    public required PackedMatrix MlpIn { get; init; }

    /// <summary>[h, I].</summary>
    public required PackedMatrix MlpOut { get; init; }

    /// <summary>Routed experts beside the MLP, which every row passes; null where there are none.</summary>
    public ExpertWeights? Experts { get; init; }

    public required FloatVector Norm4 { get; init; }
}
