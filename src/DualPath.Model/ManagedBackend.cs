using DualPath.Model.Weights;

namespace DualPath.Model;

/// <summary>The managed model: every machine with .NET has it.</summary>
public sealed class ManagedBackend : INetworkBackend
{
    /// <inheritdoc/>
    public string Name => "managed";

    /// <inheritdoc/>
    public string? ProblemWith(string device) => device == "cpu" ? null : "is not to be had: the managed backend computes on cpu";

    /// <inheritdoc/>
    public bool CanConvertWeights => true;

    /// <inheritdoc/>
    public INetwork Load(string directory, string device, WeightFormat? weights = null) => RecurrentDepthModel.Load(directory, weights);
}
