namespace DualPath.Contracts.Generation;

/// <summary>The fast path's port: makes a draft. Safe for concurrent use.</summary>
public interface IDraftGenerator
{
    /// <summary>Streams a draft. Cancelling frees what the run holds within one recurrent step.</summary>
    /// <exception cref="EngineBusyException">The queue is full; thrown before any piece.</exception>
    /// <exception cref="PromptTooLongException">The question alone does not fit the model's context.</exception>
    IAsyncEnumerable<DraftPiece> DraftAsync(GenerationRequest request, CancellationToken cancellationToken);
}
