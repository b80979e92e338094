namespace DualPath.Contracts.Generation;

/// <summary>No process of the cluster has a model.</summary>
[GenerateSerializer]
public sealed class EngineUnavailableException : Exception
{
    /// <summary>Says so.</summary>
    public EngineUnavailableException()
        : base("No process of the cluster has a model.")
    {
    }
}
