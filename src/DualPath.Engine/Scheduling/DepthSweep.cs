namespace DualPath.Engine.Scheduling;

/// <summary>
/// Walks consecutive rows of one sequence, all of the same depth, up to a target depth: one recurrent step after another, and
/// inside a step in chunks from left to right, because a row's step i looks at step i of the rows before it.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="depth">Recurrent steps they have behind them.</param>
/// <param name="target">Recurrent steps they are to have.</param>
internal struct DepthSweep(RowRange rows, int depth, int target)
{
    private int _cursor = rows.Start;

    /// <summary>Recurrent steps that all rows have behind them.</summary>
    public int Depth { get; private set; } = depth;

    public readonly bool Done => Depth >= target || rows.Count == 0;

    /// <summary>The rows to step next, at most <paramref name="limit"/>.</summary>
    public readonly RowRange Next(int limit) => Done ? default : new(_cursor, Math.Min(limit, rows.End - _cursor));

    /// <summary>Records that the rows given by <see cref="Next"/> have been stepped. Returns whether that completed a whole step.</summary>
    public bool Advance(int count)
    {
        _cursor += count;
        if (_cursor < rows.End)
        {
            return false;
        }

        _cursor = rows.Start;
        Depth++;
        return true;
    }
}
