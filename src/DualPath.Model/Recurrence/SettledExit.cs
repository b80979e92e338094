namespace DualPath.Model.Recurrence;

/// <summary>
/// Exits when the next-token distribution has stood still twice in a row, KL(p_(i−1) ‖ p_i) below a threshold, and is sure of itself (top probability above 0.9).
/// Standing still alone does not tell: before a hard answer is found the state rests on a wrong plateau, unsure, and then jumps.
/// </summary>
/// <param name="threshold">Of the divergence; the Huginn paper's is <see cref="Still"/>.</param>
public sealed class SettledExit(double threshold = SettledExit.Still) : ExitCriterion
{
    /// <summary>The divergence below which the Huginn paper takes a distribution for settled.</summary>
    public const double Still = 5e-4;

    private const double Sure = 0.9;
    private const int StillSteps = 2;

    private readonly KlExit _divergence = new(threshold, minP: false);
    private int _still;

    public override bool ReadsLogits => true;

    public override int LooksBack => StillSteps;

    public override void Begin(in ExitObservation observation)
    {
        _divergence.Begin(observation);
        _still = 0;
    }

    public override bool ShouldExit(in ExitObservation observation)
    {
        _still = _divergence.ShouldExit(observation) ? _still + 1 : 0;
        Value = _divergence.Value;
        return _still >= StillSteps && TopProbability(observation.Logits) > Sure;
    }

    private static double TopProbability(ReadOnlySpan<float> logits)
    {
        float most = logits[TokenChoice.Argmax(logits)];
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - most);
        }

        return 1 / sum;
    }
}
