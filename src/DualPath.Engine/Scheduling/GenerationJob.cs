using DualPath.Model;

namespace DualPath.Engine.Scheduling;

/// <summary>
/// One request's work on the inference thread, as a machine that says which rows it wants stepped and is told when they have been.
/// All members are called on the inference thread; a job talks to its request only through the channel it owns.
/// </summary>
/// <param name="caller">For whom it works; service is shared fairly between callers.</param>
/// <param name="cancellationToken">Ends it within one pass.</param>
internal abstract class GenerationJob(string caller, CancellationToken cancellationToken)
{
    public string Caller { get; } = caller;

    /// <summary>Its place in the order of arrival.</summary>
    public long Number { get; set; }

    public abstract JobClass Class { get; }

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The sequence the rows belong to; valid from <see cref="Start"/> on.</summary>
    public abstract ISequence Sequence { get; }

    /// <summary>Bytes of keys, values and states it holds.</summary>
    public virtual long AllocatedBytes => Sequence.AllocatedBytes;

    /// <summary>Positions and recurrent steps it comes to at most: what it is let in by. What it goes on from, at whatever depth, was counted where it was kept.</summary>
    public virtual (int Positions, int Steps) Extent => default;

    /// <summary>Called once when the job is admitted: finds or makes its sequence.</summary>
    public abstract void Start(InferenceContext inference);

    /// <summary>Whether its sequence has all tokens it begins with, and its coda what the next reading needs. Before that no row can be stepped.</summary>
    public virtual bool IsLaidOut => true;

    /// <summary>Called in pass after pass until it is laid out: runs the prelude over the next tokens, or the coda over the next rows, at most <paramref name="limit"/>. Returns how many.</summary>
    public virtual int LayOut(InferenceContext inference, int limit) => 0;

    /// <summary>The rows that are to make a recurrent step next; all of one depth, at most <paramref name="limit"/>.</summary>
    public abstract RowRange NextRows(int limit);

    /// <summary>Called after those rows have made their step. Returns whether the job is finished.</summary>
    public abstract bool Stepped(InferenceContext inference, int rows);

    /// <summary>Ends the job's channel, with the reason when it did not finish, and lets go of the sequence; of a cancelled job everything is freed that it added to what it began with.</summary>
    public abstract void End(Exception? error);
}
