namespace DualPath.Model.Recurrence;

/// <summary>Exits when the likeliest token has stayed the same over <paramref name="unchanged"/> consecutive checks.</summary>
public sealed class ArgmaxExit(int unchanged) : ExitCriterion
{
    private int _last;

    public override bool ReadsLogits => true;

    public override int LooksBack => unchanged;

    public override void Begin(in ExitObservation observation)
    {
        _last = -1;
        Value = 0;
    }

    public override bool ShouldExit(in ExitObservation observation)
    {
        int argmax = TokenChoice.Argmax(observation.Logits);
        Value = argmax == _last ? Value + 1 : 0;
        _last = argmax;
        return Value >= unchanged;
    }
}
