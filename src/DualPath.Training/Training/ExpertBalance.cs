namespace DualPath.Training.Training;

/// <summary>Balancing of experts without a loss (specification 7): those chosen less often than the mean become easier to choose, whatever the recurrent step.</summary>
internal static class ExpertBalance
{
    /// <summary>What is added to the bias of each expert.</summary>
    /// <param name="loads">Shares of rows that chose each expert, and how many rows those were; padding, which the lengths keep small, counts too.</param>
    /// <param name="active">Experts that each row chooses.</param>
    /// <param name="rate">Size of the step.</param>
    public static float[] Change(IReadOnlyList<(float[] Load, int Rows)> loads, int active, double rate)
    {
        int experts = loads[0].Load.Length;
        double mean = (double)active / experts * loads.Sum(step => (double)step.Rows);
        return [.. Enumerable.Range(0, experts).Select(e => (float)(rate * Math.Sign(mean - loads.Sum(step => (double)step.Load[e] * step.Rows))))];
    }
}
