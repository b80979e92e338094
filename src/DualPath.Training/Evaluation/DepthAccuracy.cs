namespace DualPath.Training.Evaluation;

/// <summary>Accuracy by task, level and recurrent steps, with two figures on the health of the recurrence.</summary>
/// <param name="Steps">The recurrent steps measured at, rising.</param>
/// <param name="Rows">Per task and level, the share of right answers at each of <paramref name="Steps"/>.</param>
/// <param name="TokenCorrelation">Mean correlation between the latent states of different tokens at the last step; near 1 they have collapsed into one.</param>
/// <param name="Change">Length of the last step's change relative to the state: small once the recurrence has settled.</param>
internal sealed record DepthAccuracy(IReadOnlyList<int> Steps, IReadOnlyList<DepthAccuracy.Row> Rows, double TokenCorrelation, double Change)
{
    /// <summary>One task at one level.</summary>
    internal sealed record Row(string Task, int Level, int Questions, IReadOnlyList<double> Right);
}
