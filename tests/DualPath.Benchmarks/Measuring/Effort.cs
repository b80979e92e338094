namespace DualPath.Benchmarks.Measuring;

/// <summary>How long to measure.</summary>
/// <param name="Repetitions">Times every contestant is measured.</param>
/// <param name="WarmUp">Time each contestant runs before it is measured.</param>
/// <param name="PerRepetition">Time one repetition of one contestant takes at least: long against the clock's resolution, short against
/// the changes of load that interleaving is to cancel.</param>
internal sealed record Effort(int Repetitions, TimeSpan WarmUp, TimeSpan PerRepetition)
{
    /// <summary>Measures nothing worth keeping, but lets the just-in-time compiler see the code that all cases of a group share. Without it
    /// the first case of a run measures the compiler, and flatters whoever calls fewer methods.</summary>
    public static Effort Rehearsal { get; } = new(1, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1));

    public static Effort Full { get; } = new(31, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(12));

    public static Effort Quick { get; } = new(5, TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(3));
}
