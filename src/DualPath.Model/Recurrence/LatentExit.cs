namespace DualPath.Model.Recurrence;

/// <summary>Exits when the latent state hardly moves any more: the mean of a <see cref="LatentMeasure"/> over positions is below a threshold.</summary>
public sealed class LatentExit(double threshold, LatentMeasure measure) : ExitCriterion
{
    private float[] _previous = [];

    public override bool ReadsLogits => false;

    public override int LooksBack => 1;

    public override void Begin(in ExitObservation observation)
    {
        Array.Resize(ref _previous, observation.States.Length);
        observation.States.CopyTo(_previous);
    }

    public override bool ShouldExit(in ExitObservation observation)
    {
        int h = observation.HiddenSize;
        int rows = observation.States.Length / h;
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += Compare(observation.States.Slice(row * h, h), _previous.AsSpan(row * h, h));
        }

        observation.States.CopyTo(_previous);
        Value = sum / rows;
        return Value < threshold;
    }

    private double Compare(ReadOnlySpan<float> state, ReadOnlySpan<float> previous)
    {
        double change = 0;
        double stateSquare = 0;
        double previousSquare = 0;
        double product = 0;
        for (int i = 0; i < state.Length; i++)
        {
            double difference = (double)state[i] - previous[i];
            change += difference * difference;
            stateSquare += (double)state[i] * state[i];
            previousSquare += (double)previous[i] * previous[i];
            product += (double)state[i] * previous[i];
        }

        if (measure == LatentMeasure.Difference)
        {
            return Math.Sqrt(change / stateSquare);
        }

        // A zero initial state has no direction; its cosine counts as zero.
        double norms = Math.Sqrt(stateSquare) * Math.Sqrt(previousSquare);
        return norms > 0 ? 1 - (product / norms) : 1;
    }
}
