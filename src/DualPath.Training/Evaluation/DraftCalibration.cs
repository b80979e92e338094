namespace DualPath.Training.Evaluation;

/// <summary>How well a confidence tells whether a draft survives its ruling.</summary>
/// <param name="Survives">Share of the drafts that do.</param>
/// <param name="Auc">Probability that a surviving draft is more confident than one that is not; NaN if there are not both kinds.</param>
/// <param name="ExpectedCalibrationError">Mean distance between confidence and share of survivors over ten equally wide bins, weighted by their size.</param>
internal sealed record DraftCalibration(double Survives, double Auc, double ExpectedCalibrationError)
{
    private const int Bins = 10;

    /// <summary>From confidences and what became of the drafts.</summary>
    public static DraftCalibration Of(IEnumerable<(double Confidence, bool Survives)> drafts)
    {
        var all = drafts.ToArray();
        if (all.Length == 0)
        {
            return new DraftCalibration(double.NaN, double.NaN, double.NaN);
        }

        double error = all.GroupBy(draft => Math.Min(Bins - 1, (int)(draft.Confidence * Bins)))
            .Sum(bin => Math.Abs(bin.Average(draft => draft.Confidence) - bin.Average(draft => draft.Survives ? 1.0 : 0.0)) * bin.Count() / all.Length);
        return new DraftCalibration(all.Average(draft => draft.Survives ? 1.0 : 0.0), AreaUnderCurve(all), error);
    }

    /// <summary>The rank sum of the survivors (Mann and Whitney), ties counted half.</summary>
    private static double AreaUnderCurve((double Confidence, bool Survives)[] drafts)
    {
        double survivors = drafts.Count(draft => draft.Survives);
        double others = drafts.Length - survivors;
        double below = 0;
        double area = 0;
        foreach (var tie in drafts.GroupBy(draft => draft.Confidence).OrderBy(group => group.Key))
        {
            int othersHere = tie.Count(draft => !draft.Survives);
            area += (tie.Count() - othersHere) * (below + (othersHere / 2.0));
            below += othersHere;
        }

        return survivors == 0 || others == 0 ? double.NaN : area / (survivors * others);
    }
}
