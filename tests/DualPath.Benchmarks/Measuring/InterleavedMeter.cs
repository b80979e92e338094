using System.Diagnostics;

namespace DualPath.Benchmarks.Measuring;

/// <summary>
/// Measures contestants in turns (A B C, C B A, A B C, …) instead of one after the other, so that a change of clock speed or of the
/// load beside us strikes all of them alike. Every other round runs backwards: nobody always follows the same neighbour's cache.
/// </summary>
internal static class InterleavedMeter
{
    public static IReadOnlyList<Measurement> Measure(IReadOnlyList<Contestant> contestants, Effort effort)
    {
        int[] runs = [.. contestants.Select(contestant => WarmUp(contestant, effort))];
        var samples = contestants.Select(_ => new List<Sample>()).ToArray();
        for (int repetition = 0; repetition < effort.Repetitions; repetition++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                int i = repetition % 2 == 0 ? turn : contestants.Count - 1 - turn;
                samples[i].Add(Take(contestants[i], runs[i]));
            }
        }

        return [.. contestants.Select((contestant, i) => Summary(contestant.Name, (double)runs[i] * contestant.UnitsPerRun, samples[i]))];
    }

    /// <summary>Runs a contestant until it is warm and returns how many runs fill one repetition.</summary>
    private static int WarmUp(Contestant contestant, Effort effort)
    {
        var total = TimeSpan.Zero;
        var best = TimeSpan.MaxValue;
        while (total < effort.WarmUp)
        {
            var time = Take(contestant, 1).Time;
            total += time;
            best = time < best ? time : best;
        }

        return (int)Math.Ceiling(effort.PerRepetition / best);
    }

    private static Sample Take(Contestant contestant, int runs)
    {
        long nanoseconds = 0;
        long ticks = 0;
        long bytes = 0;
        for (int run = 0; run < runs; run++)
        {
            contestant.Prepare();
            long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
            long ticksBefore = Stopwatch.GetTimestamp();
            long before = ThreadClock.Nanoseconds();
            contestant.Run();
            nanoseconds += ThreadClock.Nanoseconds() - before;
            ticks += Stopwatch.GetTimestamp() - ticksBefore;
            bytes += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        }

        return new(TimeSpan.FromMicroseconds(nanoseconds / 1000.0), Stopwatch.GetElapsedTime(0, ticks), bytes);
    }

    private static Measurement Summary(string name, double units, List<Sample> samples) => new(
        name,
        [.. samples.Select(sample => sample.Time.TotalMicroseconds / units)],
        Math.Min(1, samples.Sum(sample => sample.Time.TotalMicroseconds) / samples.Sum(sample => sample.Wall.TotalMicroseconds)),
        samples.Sum(sample => sample.AllocatedBytes) / (units * samples.Count));

    private readonly record struct Sample(TimeSpan Time, TimeSpan Wall, long AllocatedBytes);
}
