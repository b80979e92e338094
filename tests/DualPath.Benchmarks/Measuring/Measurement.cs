namespace DualPath.Benchmarks.Measuring;

/// <summary>What was measured of one contestant.</summary>
/// <param name="Contestant">The contestant's name.</param>
/// <param name="Microseconds">Per unit of work by <see cref="ThreadClock"/>, one value per repetition; repetition i of all contestants
/// was taken in one round.</param>
/// <param name="CoreShare">Share of the wall-clock time in which the thread had a core; well below 1, other programs wanted it too.</param>
/// <param name="AllocatedBytes">Garbage-collected memory taken by the thread per unit of work, over all repetitions.</param>
internal sealed record Measurement(string Contestant, double[] Microseconds, double CoreShare, double AllocatedBytes);
