namespace DualPath.Model.Recurrence;

/// <summary>Exits after a given number of checked steps.</summary>
public sealed class FixedExit(int steps) : ExitCriterion
{
    public override bool ReadsLogits => false;

    public override int LooksBack => steps;

    public override void Begin(in ExitObservation observation) => Value = 0;

    public override bool ShouldExit(in ExitObservation observation) => ++Value >= steps;
}
