namespace DualPath.Benchmarks.Measuring;

/// <summary>
/// Measures contestants in turns (A B C, C B A, A B C, …) instead of one after the other, so that a change of clock speed or of the
/// load beside us strikes all of them alike. Every other round runs backwards: nobody always follows the same neighbour's cache.
/// </summary>
internal static class InterleavedMeter
{
    public static IReadOnlyList<Measurement> Measure(IReadOnlyList<IContestant> contestants, Effort effort)
    {
        int[] runs = [.. contestants.Select(contestant => WarmUp(contestant, effort))];
        var samples = contestants.Select(_ => new List<Sample>()).ToArray();
        for (int repetition = 0; repetition < effort.Repetitions; repetition++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                int i = repetition % 2 == 0 ? turn : contestants.Count - 1 - turn;
                samples[i].Add(contestants[i].Take(runs[i]));
            }
        }

        return [.. contestants.Select((contestant, i) => Summary(contestant.Name, (double)runs[i] * contestant.UnitsPerRun, samples[i]))];
    }

    /// <summary>Runs a contestant until it is warm and returns how many runs fill one repetition.</summary>
    private static int WarmUp(IContestant contestant, Effort effort)
    {
        var total = TimeSpan.Zero;
        var best = TimeSpan.MaxValue;
        while (total < effort.WarmUp)
        {
            var time = contestant.Take(1).Time;
            total += time;
            best = time < best ? time : best;
        }

        return (int)Math.Ceiling(effort.PerRepetition / best);
    }

    private static Measurement Summary(string name, double units, List<Sample> samples) => new(
        name,
        [.. samples.Select(sample => sample.Time.TotalMicroseconds / units)],
        Math.Min(1, samples.Sum(sample => sample.Time.TotalMicroseconds) / samples.Sum(sample => sample.Wall.TotalMicroseconds)),
        samples.Sum(sample => sample.AllocatedBytes) / (units * samples.Count));
}
