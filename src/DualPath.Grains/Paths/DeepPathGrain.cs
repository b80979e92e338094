using DualPath.Contracts.Generation;
using DualPath.Contracts.Paths;
using DualPath.Grains.Placement;
using Orleans.Placement;

namespace DualPath.Grains.Paths;

/// <summary>
/// Hands a run to the engine of its silo. Answer grain, fast path and deep path of a run share a silo, because each prefers its
/// caller's; so the engine finds the draft's latent states, and if it does not, it computes them again.
/// </summary>
[OnEngine]
[PreferLocalPlacement]
internal sealed class DeepPathGrain(IDeepGenerator generator) : Grain, IDeepPathGrain
{
    public IAsyncEnumerable<RulingPiece> RuleAsync(GenerationRequest request, Draft draft, CancellationToken cancellationToken) =>
        generator.RuleAsync(request, draft, cancellationToken);
}
