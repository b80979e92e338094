namespace DualPath.Benchmarks.Measuring;

/// <summary>What some runs of a contestant took, all together.</summary>
/// <param name="Time">Processor time of the thread that did the work (<see cref="ThreadClock"/>).</param>
/// <param name="Wall">The same by the wall clock.</param>
/// <param name="AllocatedBytes">Garbage-collected memory taken.</param>
internal readonly record struct Sample(TimeSpan Time, TimeSpan Wall, long AllocatedBytes);
