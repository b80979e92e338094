namespace DualPath.Model.Recurrence;

/// <summary>
/// Exits when the state's movement settles: with Δ_i = s_i − s_(i−1), the mean over positions of ‖Δ_i − Δ_(i−1)‖ / ‖s_i‖ is below a
/// threshold on two consecutive checks (arXiv 2509.23314, made free of scale).
/// </summary>
public sealed class SecondOrderExit(double threshold) : ExitCriterion
{
    private float[] _previous = [];
    private float[] _change = [];
    private int _steps;
    private bool _wasBelow;

    public override bool ReadsLogits => false;

    public override int LooksBack => 3;

    public override void Begin(in ExitObservation observation)
    {
        Array.Resize(ref _previous, observation.States.Length);
        Array.Resize(ref _change, observation.States.Length);
        observation.States.CopyTo(_previous);
        _steps = 0;
        _wasBelow = false;
    }

    public override bool ShouldExit(in ExitObservation observation)
    {
        int h = observation.HiddenSize;
        int rows = observation.States.Length / h;
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += Acceleration(observation.States.Slice(row * h, h), row * h);
        }

        // The first step has a change but no change of change.
        Value = _steps++ == 0 ? double.PositiveInfinity : sum / rows;
        bool below = Value < threshold;
        bool exit = below && _wasBelow;
        _wasBelow = below;
        return exit;
    }

    private double Acceleration(ReadOnlySpan<float> state, int at)
    {
        double acceleration = 0;
        double square = 0;
        for (int i = 0; i < state.Length; i++)
        {
            float change = state[i] - _previous[at + i];
            double second = (double)change - _change[at + i];
            acceleration += second * second;
            square += (double)state[i] * state[i];
            _change[at + i] = change;
            _previous[at + i] = state[i];
        }

        return Math.Sqrt(acceleration / square);
    }
}
