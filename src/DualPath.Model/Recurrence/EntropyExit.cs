namespace DualPath.Model.Recurrence;

/// <summary>Exits when the entropy of the next-token distribution (in nats) changes by less than a threshold.</summary>
public sealed class EntropyExit(double threshold) : ExitCriterion
{
    // Stands for "unknown": far from any entropy, so that the first step never exits. The reference's constant.
    private const double Unknown = 100;

    private double[] _probabilities = [];
    private double _entropy;

    public override bool ReadsLogits => true;

    public override int LooksBack => 1;

    public override void Begin(in ExitObservation observation) => _entropy = Unknown;

    public override bool ShouldExit(in ExitObservation observation)
    {
        TokenChoice.Reserve(ref _probabilities, observation.Logits.Length);
        TokenChoice.Softmax(observation.Logits, _probabilities);
        double entropy = 0;
        foreach (double p in _probabilities)
        {
            entropy -= p > 0 ? p * Math.Log(p) : 0;
        }

        Value = Math.Abs(entropy - _entropy);
        _entropy = entropy;
        return Value < threshold;
    }
}
