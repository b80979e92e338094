using DualPath.Contracts.Caching;

namespace DualPath.Grains.Caching;

/// <summary>
/// How probable it is that one entry's answer is right for a question of some similarity, given how it has turned out so far. The shape
/// is that of vCache (Schroeder et al. 2025), an entry's own logistic curve over the similarity, with one more parameter: at full
/// similarity, too, an answer may be wrong, because some differences, as of two unknown names, leave no trace in an embedding.
/// </summary>
/// <remarks>
/// The three parameters are not estimated but summed over, on a grid with equal weights: the result is the posterior mean, which is honest with
/// no observations and with three, where an estimate would be sure of itself. Every ruling is an observation, also for hits that were not
/// shown, so nothing need be shown for the sake of learning.
/// </remarks>
internal static class HitProbability
{
    /// <summary>Observations that an entry keeps.</summary>
    public const int MaxObservations = 32;

    private const int GridSize = 61;

    // Thresholds from 0.5 to 1.5: before anything is known, a hit at similarity 1 is as likely to be below its threshold as above.
    private static readonly double[] Thresholds = [.. Enumerable.Range(0, GridSize).Select(i => 0.5 + (i / (GridSize - 1.0)))];
    private static readonly double[] Slopes = [10, 20, 50, 100, 200, 400];
    private static readonly double[] Ceilings = [0.5, 0.75, 1];

    public static double Of(double similarity, IReadOnlyList<NearObservation> observations)
    {
        double right = 0;
        double all = 0;
        Span<double> weights = stackalloc double[Ceilings.Length];
        foreach (double threshold in Thresholds)
        {
            foreach (double slope in Slopes)
            {
                weights.Fill(1);
                foreach (var (seen, wasRight) in observations)
                {
                    double curve = Logistic(slope * (seen - threshold));
                    for (int i = 0; i < weights.Length; i++)
                    {
                        weights[i] *= wasRight ? Ceilings[i] * curve : 1 - (Ceilings[i] * curve);
                    }
                }

                double here = Logistic(slope * (similarity - threshold));
                for (int i = 0; i < weights.Length; i++)
                {
                    all += weights[i];
                    right += weights[i] * Ceilings[i] * here;
                }
            }
        }

        // Observations that every curve on the grid rules out leave nothing to sum.
        return all > 0 ? right / all : 0;
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
