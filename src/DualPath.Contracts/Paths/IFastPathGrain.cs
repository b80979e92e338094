using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Paths;

/// <summary>Produces the draft of one answer run, on the engine of the silo it lives on.</summary>
[Alias("DualPath.IFastPathGrain")]
public interface IFastPathGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IDraftGenerator.DraftAsync"/>
    [Alias("Draft")]
    IAsyncEnumerable<DraftPiece> DraftAsync(GenerationRequest request, CancellationToken cancellationToken);
}
