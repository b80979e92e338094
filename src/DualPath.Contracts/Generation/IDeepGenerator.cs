namespace DualPath.Contracts.Generation;

/// <summary>The deep path's port: rules on a draft. Safe for concurrent use.</summary>
public interface IDeepGenerator
{
    /// <summary>
    /// Rules on a draft of the same request. Resumes the draft's latent states when this process still holds them, and computes them
    /// again when not; the ruling is the same.
    /// </summary>
    /// <exception cref="EngineBusyException">The queue is full; thrown before any piece.</exception>
    IAsyncEnumerable<RulingPiece> RuleAsync(GenerationRequest request, Draft draft, CancellationToken cancellationToken);

    /// <summary>Forgets the latent states kept for a run whose draft nobody will have ruled on. Unknown runs are ignored.</summary>
    void Discard(string runId);
}
