namespace DualPath.Model.Weights;

/// <summary>All weights of a model, packed for the kernels.</summary>
internal sealed class ModelWeights
{
    /// <summary>Embedding and output projection [V, h].</summary>
    public required PackedMatrix Embedding { get; init; }

    /// <summary>Convolution taps on the scaled embeddings, tap-major [taps, h]; null if none.</summary>
    public required FloatVector? Canon { get; init; }

    /// <summary>The adapter's half for the state [h, h].</summary>
    public required PackedMatrix AdapterState { get; init; }

    /// <summary>The adapter's half for the embedded input [h, h]: its product is constant over the recurrence and taken once.</summary>
    public required PackedMatrix AdapterInput { get; init; }

    public required FloatVector FinalNorm { get; init; }

    public required BlockWeights[] Prelude { get; init; }

    public required BlockWeights[] Core { get; init; }

    public required BlockWeights[] Coda { get; init; }
}
