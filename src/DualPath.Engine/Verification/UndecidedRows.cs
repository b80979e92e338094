using System.Numerics.Tensors;
using DualPath.Engine.Scheduling;
using DualPath.Model;
using DualPath.Model.Recurrence;

namespace DualPath.Engine.Verification;

/// <summary>
/// The rows whose next token is not decided yet: what they predict at the depth last looked at, and whether that may count before full depth. A row is first looked
/// at so many steps before it may be decided as its exit criterion looks back.
/// </summary>
/// <param name="exit">Makes a row's exit criterion; null if only full depth counts.</param>
internal sealed class UndecidedRows(Func<ExitCriterion>? exit) : ILogitsReader
{
    private readonly List<(ExitCriterion Criterion, bool Begun, bool Settled)> _exits = [];
    private readonly List<int> _predicted = [];
    private readonly ExitCriterion? _pattern = exit?.Invoke();
    private ISequence? _sequence;
    private RowRange _rows;
    private int _from;
    private bool _watching;

    /// <summary>Steps a row is looked at before the one at which it may be decided.</summary>
    public int LooksBack => _pattern?.LooksBack ?? 0;

    /// <summary>Whether looking needs the logits of the rows.</summary>
    public bool ReadsLogits => _pattern is { ReadsLogits: true };

    /// <summary>The likeliest next token of a row, as of the last reading.</summary>
    public int Predicted(int row) => _predicted[row];

    /// <summary>Whether a row's exit criterion has fired at the depth last looked at.</summary>
    public bool Settled(int row) => row < _exits.Count && _exits[row].Settled;

    /// <summary>Begins with other rows.</summary>
    public void Reset()
    {
        for (int row = 0; row < _exits.Count; row++)
        {
            _exits[row] = (_exits[row].Criterion, false, false);
        }
    }

    /// <summary>Looks at rows.</summary>
    /// <param name="inference">Reads them.</param>
    /// <param name="sequence">Their sequence.</param>
    /// <param name="rows">Their positions.</param>
    /// <param name="from">Index of the first of them among those since <see cref="Reset"/>.</param>
    /// <param name="watching">Whether the exit criteria take part.</param>
    /// <param name="reading">Whether the predictions are wanted; where a criterion on latent states takes part, only those of leading rows for which it has fired.</param>
    public void Look(InferenceContext inference, ISequence sequence, RowRange rows, int from, bool watching, bool reading)
    {
        (_sequence, _rows, _from, _watching) = (sequence, rows, from, watching);
        while (_predicted.Count < from + rows.Count)
        {
            _predicted.Add(-1);
        }

        while (watching && _exits.Count < from + rows.Count)
        {
            _exits.Add((exit!(), false, false));
        }

        if (watching && !ReadsLogits)
        {
            for (int row = 0; row < rows.Count; row++)
            {
                Watch(row, []);
            }

            // The coda and the readout cost more than a step does: only of rows that may be decided, and those are decided from left to right.
            rows = new RowRange(rows.Start, Leading(rows.Count));
            _watching = false;
        }
        else if (!reading && !watching)
        {
            return;
        }

        if (rows.Count > 0 && (reading || ReadsLogits))
        {
            inference.Read(sequence, rows, this);
        }

        int Leading(int count)
        {
            int settled = 0;
            while (settled < count && Settled(from + settled))
            {
                settled++;
            }

            return settled;
        }
    }

    void ILogitsReader.Read(int row, ReadOnlySpan<float> logits)
    {
        _predicted[_from + row] = TensorPrimitives.IndexOfMax(logits);
        if (_watching)
        {
            Watch(row, logits);
        }
    }

    private void Watch(int row, ReadOnlySpan<float> logits)
    {
        var (criterion, begun, _) = _exits[_from + row];
        var state = _sequence!.LatentState(_rows.Start + row);
        var observation = new ExitObservation(state, state.Length, logits);
        if (!begun)
        {
            criterion.Begin(observation);
        }

        // A criterion on logits learns where it starts from by its first test, which does not count.
        bool settled = (begun || ReadsLogits) && criterion.ShouldExit(observation);
        _exits[_from + row] = (criterion, true, begun && settled);
    }
}
