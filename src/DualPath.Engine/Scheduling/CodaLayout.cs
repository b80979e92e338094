using DualPath.Model;

namespace DualPath.Engine.Scheduling;

/// <summary>
/// Lets a coda that attends catch up, piece by piece, with the positions before those that are to be read, so that reading after a long prompt keeps nobody waiting for the coda of all of it.
/// </summary>
/// <param name="sequence">The sequence.</param>
internal struct CodaLayout(ISequence sequence)
{
    private int _end;

    /// <summary>Whether a reading waits for it. Meanwhile no row of the sequence may be stepped.</summary>
    public bool Pending { get; private set; }

    /// <summary>Whether it has caught up as far as was asked for.</summary>
    public readonly bool Done => !Pending || sequence.CodaLength >= _end;

    /// <summary>Whether the positions from <paramref name="first"/> on can be read at once; if not, the reading is pending until asked again when this is done.</summary>
    public bool Ready(InferenceContext inference, int first)
    {
        _end = first;
        Pending = inference.CodaAttends && first - sequence.CodaLength > InferenceContext.LogitRows;
        return !Pending;
    }

    /// <summary>Runs the coda over the next positions, at most <paramref name="limit"/>. Returns how many.</summary>
    public readonly int Next(InferenceContext inference, int limit) => inference.Coda(sequence, _end, limit);
}
