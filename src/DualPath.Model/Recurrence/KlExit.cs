namespace DualPath.Model.Recurrence;

/// <summary>
/// Exits when the Kullback-Leibler divergence KL(p_(i−1) ‖ p_i) of the next-token distribution falls below a threshold. Before the
/// first step p is uniform. With min-p, improbable tokens (under a tenth of the likeliest) first become equally likely, 1/V, and
/// the rest is scaled to sum to one, so that the tail's noise does not count.
/// </summary>
public sealed class KlExit(double threshold, bool minP) : ExitCriterion
{
    private const double MinP = 0.1;

    private double[] _previous = [];
    private double[] _current = [];
    private bool _first;

    public override bool ReadsLogits => true;

    public override int LooksBack => 1;

    public override void Begin(in ExitObservation observation) => _first = true;

    public override bool ShouldExit(in ExitObservation observation)
    {
        int vocabulary = observation.Logits.Length;
        TokenChoice.Reserve(ref _previous, vocabulary);
        TokenChoice.Reserve(ref _current, vocabulary);
        if (_first)
        {
            Array.Fill(_previous, 1.0 / vocabulary);
            _first = false;
        }

        TokenChoice.Softmax(observation.Logits, _current);
        if (minP)
        {
            Flatten(_current);
        }

        double divergence = 0;
        for (int i = 0; i < vocabulary; i++)
        {
            // A probability that underflowed to zero counts as the smallest there is.
            double previous = Math.Max(_previous[i], double.Epsilon);
            divergence += _previous[i] * (Math.Log(previous) - Math.Log(Math.Max(_current[i], double.Epsilon)));
        }

        (_previous, _current) = (_current, _previous);
        Value = divergence;
        return divergence < threshold;
    }

    private static void Flatten(double[] probabilities)
    {
        double floor = MinP * probabilities.Max();
        double sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = probabilities[i] < floor ? 1.0 / probabilities.Length : probabilities[i];
            sum += probabilities[i];
        }

        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] /= sum;
        }
    }
}
