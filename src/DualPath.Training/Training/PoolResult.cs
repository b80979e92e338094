namespace DualPath.Training.Training;

/// <summary>What one pool of training steps did.</summary>
internal sealed class PoolResult
{
    private double _loss;
    private double _norm;
    private int _depth;
    private int _batches;
    private int _answers;
    private int _right;

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>Tokens trained on, padding included.</summary>
    public long Tokens { get; private set; }

    /// <summary>What the curriculum did after the pool.</summary>
    public required IReadOnlyList<string> Events { get; set; }

    /// <summary>Mean loss per answer.</summary>
    public double Loss => _loss / _batches;

    /// <summary>Mean norm of the gradients before clipping.</summary>
    public double Norm => _norm / Steps;

    /// <summary>Mean recurrent steps.</summary>
    public double Depth => (double)_depth / _batches;

    /// <summary>Share of the answers that were right.</summary>
    public double Accuracy => (double)_right / Math.Max(1, _answers);

    public void Add(int tokens, double loss, int depth)
    {
        _batches++;
        Tokens += tokens;
        _loss += loss;
        _depth += depth;
    }

    public void EndStep(double norm)
    {
        Steps++;
        _norm += norm;
    }

    public void Count(bool right)
    {
        _answers++;
        _right += right ? 1 : 0;
    }
}
