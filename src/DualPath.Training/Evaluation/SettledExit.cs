using DualPath.Model.Recurrence;

namespace DualPath.Training.Evaluation;

/// <summary>
/// The default exit rule: the next-token distribution has stood still twice in a row (KL below 5e-4, the value of the Huginn paper) and is sure of itself (top
/// probability above 0.9). Standing still alone does not tell: before a hard answer is found the state rests on a wrong plateau, unsure, and then jumps.
/// </summary>
internal sealed class SettledExit
{
    private const double Still = 5e-4;
    private const double Sure = 0.9;

    private readonly KlExit _divergence = new(Still, minP: false);
    private int _still;

    /// <summary>Before the first step of a token.</summary>
    public void Begin()
    {
        _divergence.Begin(default);
        _still = 0;
    }

    /// <summary>After every step.</summary>
    public bool ShouldExit(ReadOnlySpan<float> logits)
    {
        _still = _divergence.ShouldExit(new ExitObservation([], 0, logits)) ? _still + 1 : 0;
        return _still >= 2 && TopProbability(logits) > Sure;
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
