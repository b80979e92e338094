namespace DualPath.Benchmarks.Measuring;

/// <summary>One result line: a contestant beside a named baseline.</summary>
/// <param name="Name">What was measured; group first.</param>
/// <param name="Value">Median over the repetitions.</param>
/// <param name="Unit">Unit of values and spreads.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="BaselineValue">Median of the baseline, from the same rounds.</param>
/// <param name="Ratio">Baseline / value, the median over the rounds: above 1, this is faster than the baseline. Taken within rounds
/// and not of the two medians, because a disturbance that strikes both halves of a round leaves its ratio alone.</param>
/// <param name="RatioSpread">Of the ratio over the rounds.</param>
/// <param name="Spread">Of the value.</param>
/// <param name="BaselineSpread">Of the baseline.</param>
/// <param name="Repetitions">Rounds.</param>
/// <param name="CoreShare">Share of the wall-clock time in which the measuring thread had a core: how undisturbed the run was.</param>
/// <param name="AllocatedBytes">Garbage-collected memory per unit of work; a baseline's native memory would not show here.</param>
/// <param name="LargestDifference">Largest difference between the numbers the two computed, checked before timing; beside a limit, which
/// computes none, between the contestant's and those all are checked against.</param>
/// <param name="LimitedBy">Beside a limit: which of the machine's it is.</param>
internal sealed record Comparison(
    string Name,
    double Value,
    string Unit,
    string Baseline,
    double BaselineValue,
    double Ratio,
    Spread RatioSpread,
    Spread Spread,
    Spread BaselineSpread,
    int Repetitions,
    double CoreShare,
    double AllocatedBytes,
    double LargestDifference,
    string? LimitedBy = null)
{
    public static Comparison Of(
        string name, string unit, Measurement measured, Measurement baseline, double largestDifference, string? limitedBy = null)
    {
        var ratios = Spread.Of(measured.Microseconds.Zip(baseline.Microseconds, (value, other) => other / value));
        var spread = Spread.Of(measured.Microseconds);
        var other = Spread.Of(baseline.Microseconds);
        return new Comparison(
            name, spread.Median, unit, baseline.Contestant, other.Median, ratios.Median, ratios, spread, other, measured.Microseconds.Length,
            Math.Round(measured.CoreShare, 2), Math.Round(measured.AllocatedBytes, 1), largestDifference, limitedBy);
    }
}
