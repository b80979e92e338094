using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Paths;

/// <summary>Rules on the draft of one answer run; lives where the draft's latent states are, if that silo still lives.</summary>
[Alias("DualPath.IDeepPathGrain")]
public interface IDeepPathGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IDeepGenerator.RuleAsync"/>
    [Alias("Rule")]
    IAsyncEnumerable<RulingPiece> RuleAsync(GenerationRequest request, Draft draft, CancellationToken cancellationToken);
}
