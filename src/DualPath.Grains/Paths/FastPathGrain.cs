using DualPath.Contracts.Generation;
using DualPath.Contracts.Paths;
using DualPath.Grains.Placement;
using Orleans.Placement;

namespace DualPath.Grains.Paths;

/// <summary>Hands a run to the engine of its silo: the one of the answer grain that calls it, where the deep path will live, too.</summary>
[OnEngine]
[PreferLocalPlacement]
internal sealed class FastPathGrain(IDraftGenerator generator) : Grain, IFastPathGrain
{
    public IAsyncEnumerable<DraftPiece> DraftAsync(GenerationRequest request, CancellationToken cancellationToken) =>
        generator.DraftAsync(request, cancellationToken);
}
