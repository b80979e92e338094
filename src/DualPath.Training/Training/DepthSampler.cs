namespace DualPath.Training.Training;

/// <summary>
/// Draws the number of recurrent steps of a training step: 1 + Poisson of a log-normal rate (specification 2.1), with a share of
/// very shallow draws so that the fast path is trained too.
/// </summary>
internal static class DepthSampler
{
    private const double Sigma = 0.5;
    private const double ShallowShare = 0.15;

    /// <summary>Recurrent steps, at least 1 and at most <paramref name="most"/>.</summary>
    public static int Draw(Random random, double mean, int most)
    {
        if (random.NextDouble() < ShallowShare)
        {
            return random.Next(1, 3);
        }

        double rate = Math.Exp(Math.Log(Math.Max(mean - 1, 0.1)) - (Sigma * Sigma / 2) + (Sigma * Normal(random)));
        return Math.Min(1 + Poisson(random, rate), most);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // Knuth's product method: the rates here are small.
    private static int Poisson(Random random, double rate)
    {
        double limit = Math.Exp(-rate);
        double product = random.NextDouble();
        int count = 0;
        for (; product > limit; count++)
        {
            product *= random.NextDouble();
        }

        return count;
    }
}
