using System.Diagnostics;

namespace DualPath.Benchmarks.Measuring;

/// <summary>A contestant that works on the calling thread.</summary>
/// <param name="Name">How results name it.</param>
/// <param name="UnitsPerRun">Units of work in one run; figures are given per unit.</param>
/// <param name="Prepare">Brings back the state before a run; not timed.</param>
/// <param name="Run">The work.</param>
internal sealed record Contestant(string Name, int UnitsPerRun, Action Prepare, Action Run) : IContestant
{
    public Sample Take(int runs)
    {
        long nanoseconds = 0;
        long ticks = 0;
        long bytes = 0;
        for (int run = 0; run < runs; run++)
        {
            Prepare();
            long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
            long ticksBefore = Stopwatch.GetTimestamp();
            long before = ThreadClock.Nanoseconds();
            Run();
            nanoseconds += ThreadClock.Nanoseconds() - before;
            ticks += Stopwatch.GetTimestamp() - ticksBefore;
            bytes += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        }

        return new(TimeSpan.FromMicroseconds(nanoseconds / 1000.0), Stopwatch.GetElapsedTime(0, ticks), bytes);
    }
}
