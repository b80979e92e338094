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

    /// <summary>Recurrent steps the position has run.</summary>
    int Depth(int position);

    /// <summary>‖s_i − s_(i−1)‖ / ‖s_i‖ of the position's last recurrent step; infinite before the first.</summary>
    float Convergence(int position);

    /// <summary>The latent state s_i [h] as the last step left it, before the final norm. Valid until the sequence next changes.</summary>
    ReadOnlySpan<float> LatentState(int position);

    /// <summary>Drops the positions from <paramref name="length"/> on. What remains is as if they had never been.</summary>
    void Truncate(int length);
}
