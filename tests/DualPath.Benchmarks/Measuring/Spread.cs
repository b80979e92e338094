namespace DualPath.Benchmarks.Measuring;

/// <summary>Least, first quartile, median, third quartile and greatest of a set of values.</summary>
internal sealed record Spread(double Min, double Q1, double Median, double Q3, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(Quantile(0), Quantile(0.25), Quantile(0.5), Quantile(0.75), Quantile(1));

        double Quantile(double share)
        {
            double at = share * (sorted.Length - 1);
            int below = (int)at;
            int above = Math.Min(below + 1, sorted.Length - 1);
            return Significant(sorted[below] + ((at - below) * (sorted[above] - sorted[below])));
        }
    }

    /// <summary>Four significant digits: more would be noise.</summary>
    private static double Significant(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value;
        }

        double scale = Math.Pow(10, 3 - Math.Floor(Math.Log10(Math.Abs(value))));
        return Math.Round(Math.Round(value * scale) / scale, 9);
    }
}
