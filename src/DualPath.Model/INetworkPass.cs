namespace DualPath.Model;

/// <summary>
/// Computes rows of a network's sequences. Rows of many sequences and depths share a pass, and come in ascending positions inside a
/// sequence. Each member is as <see cref="ForwardPass"/> describes it.
/// </summary>
public interface INetworkPass
{
    /// <summary>Appends tokens, computes their prelude and sets their latent states to zero.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="embedded">If not empty, receives the embedded inputs e [tokens, h].</param>
    void Prelude(ISequence sequence, ReadOnlySpan<int> tokens, Span<float> embedded = default);

    /// <summary>Takes the memory that the next step of some rows of a sequence needs, so that it cannot run out in the midst of a pass, which others share.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="first">First of consecutive positions, all of one depth.</param>
    /// <param name="count">Number of positions.</param>
    void Reserve(ISequence sequence, int first, int count);

    /// <summary>One recurrent step of every row, whatever depth each stands at. Each row may occur once.</summary>
    void CoreStep(ReadOnlySpan<SequenceRow> rows);

    /// <summary>
    /// Runs an attending coda over positions from <see cref="ISequence.CodaLength"/> on. <see cref="Logits"/> does so for all positions before the rows it reads; done piece by piece before,
    /// it leaves little for that, and changes no logits.
    /// </summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="length">Position to stop before.</param>
    /// <param name="limit">Most positions.</param>
    /// <returns>Positions run over.</returns>
    int Coda(ISequence sequence, int length, int limit);

    /// <summary>Next-token logits of rows at their present depth.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="logits">Receives [rows, padded vocabulary].</param>
    void Logits(ReadOnlySpan<SequenceRow> rows, Span<float> logits);
}
