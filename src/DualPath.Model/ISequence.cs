namespace DualPath.Model;

/// <summary>
/// One sequence of a network, as an engine handles it: its tokens and, per position, how deep it has been stepped. It belongs to one
/// thread at a time. Disposing gives its memory back.
/// </summary>
public interface ISequence : IDisposable
{
    /// <summary>Number of positions.</summary>
    int Length { get; }

    /// <summary>The tokens, one per position.</summary>
    ReadOnlySpan<int> Tokens { get; }

    /// <summary>Bytes of keys, values and states held now.</summary>
    long AllocatedBytes { get; }

    /// <summary>Positions whose coda keys and values belong to their present latent state; always a prefix. Only where the coda attends.</summary>
    int CodaLength { get; }

    /// <summary>Recurrent steps the position has run.</summary>
    int Depth(int position);

    /// <summary>‖s_i − s_(i−1)‖ / ‖s_i‖ of the position's last recurrent step; infinite before the first.</summary>
    float Convergence(int position);

    /// <summary>The latent state s_i [h] as the last step left it, before the final norm. Valid until the sequence next changes.</summary>
    ReadOnlySpan<float> LatentState(int position);

    /// <summary>Drops the positions from <paramref name="length"/> on. What remains is as if they had never been.</summary>
    void Truncate(int length);

    /// <summary>
    /// Remembers what the sequence is now, so that <see cref="RollBack"/> can give back whatever is added from here on: positions, and recurrent steps of those that are there. All
    /// positions must have passed the prelude. Until the mark is taken away, the latent states that later steps overwrite take memory, too.
    /// </summary>
    void Mark();

    /// <summary>Makes the sequence what it was at its mark, less what was truncated since; what was added gives its memory back. Nothing happens without a mark; the mark is taken away.</summary>
    void RollBack();

    /// <summary>Takes the mark away: what was added stays.</summary>
    void Unmark();
}
