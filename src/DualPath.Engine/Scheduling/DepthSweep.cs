using DualPath.Model;

namespace DualPath.Engine.Scheduling;

/// <summary>
/// Walks a sequence up to a target depth: one recurrent step after another, and inside a step in chunks from left to right, because a row's step i
/// looks at step i of the rows before it. Rows that stand deeper already are waited for: depth never grows from one position to the next.
/// </summary>
internal struct DepthSweep
{
    private readonly ISequence _sequence;
    private readonly int _target;
    private int _cursor;

    /// <param name="sequence">The sequence.</param>
    /// <param name="target">Recurrent steps its rows are to have.</param>
    public DepthSweep(ISequence sequence, int target)
    {
        _sequence = sequence;
        _target = target;
        Depth = sequence.Depth(sequence.Length - 1);
        _cursor = FirstToStep();
    }

    /// <summary>Recurrent steps that all rows have behind them.</summary>
    public int Depth { get; private set; }

    public readonly bool Done => Depth >= _target;

    /// <summary>The rows to step next, at most <paramref name="limit"/>.</summary>
    public readonly RowRange Next(int limit) => Done ? default : new(_cursor, Math.Min(limit, _sequence.Length - _cursor));

    /// <summary>Records that the rows given by <see cref="Next"/> have been stepped. Returns whether that completed a whole step.</summary>
    public bool Advance(int count)
    {
        _cursor += count;
        if (_cursor < _sequence.Length)
        {
            return false;
        }

        Depth++;
        _cursor = FirstToStep();
        return true;
    }

    private readonly int FirstToStep()
    {
        int first = _sequence.Length - 1;
        while (first > 0 && _sequence.Depth(first - 1) == Depth)
        {
            first--;
        }

        return first;
    }
}
