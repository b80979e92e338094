using DualPath.Model;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>The managed model, with the context of the measured rows already computed.</summary>
internal sealed class ManagedCoreStep : IDisposable
{
    private readonly CoreStepShape _shape;
    private readonly SequenceState[] _sequences;
    private readonly ForwardPass _pass;
    private readonly Row[] _rows;
    private readonly float[] _zero;

    public ManagedCoreStep(RecurrentDepthModel model, CoreStepShape shape)
    {
        _shape = shape;
        _zero = new float[model.Config.HiddenSize];
        _sequences = [.. shape.Tokens(model.Config.VocabularySize).Select(tokens => Begin(model, tokens))];
        _rows = [.. _sequences.Select(sequence => new Row(sequence, shape.Last))];

        // The context is stepped by a pass of its own, so that the measured one has buffers of the measured size.
        var context = new ForwardPass(model);
        context.Prelude(Rows(shape.Positions));
        var earlier = Rows(shape.Last);
        for (int step = 0; step < shape.Steps; step++)
        {
            context.CoreStep(earlier);
        }

        _pass = new ForwardPass(model);
    }

    /// <summary>Puts the measured rows back to depth 0; their context stays.</summary>
    public void Rewind()
    {
        foreach (var (sequence, position) in _rows)
        {
            sequence.Depths[position] = 0;
            sequence.SetInitialState(position, _zero);
        }
    }

    /// <summary>All steps, all rows in one pass per step.</summary>
    public void Together()
    {
        for (int step = 0; step < _shape.Steps; step++)
        {
            _pass.CoreStep(_rows);
        }
    }

    /// <summary>The same work with one pass per row and step.</summary>
    public void OneByOne()
    {
        for (int step = 0; step < _shape.Steps; step++)
        {
            for (int i = 0; i < _rows.Length; i++)
            {
                _pass.CoreStep(_rows.AsSpan(i, 1));
            }
        }
    }

    /// <summary>The rows' latent states [steps, rows, h] after each step.</summary>
    /// <param name="oneByOne">Whether each row gets a pass of its own.</param>
    public float[] States(bool oneByOne)
    {
        Rewind();
        var states = new List<float>();
        for (int step = 0; step < _shape.Steps; step++)
        {
            for (int i = 0; i < _rows.Length; i += oneByOne ? 1 : _rows.Length)
            {
                _pass.CoreStep(oneByOne ? _rows.AsSpan(i, 1) : _rows);
            }

            foreach (var (sequence, position) in _rows)
            {
                states.AddRange(sequence.LatentState(position));
            }
        }

        return [.. states];
    }

    public void Dispose()
    {
        foreach (var sequence in _sequences)
        {
            sequence.Dispose();
        }
    }

    private static SequenceState Begin(RecurrentDepthModel model, int[] tokens)
    {
        var sequence = model.CreateSequence(tokens.Length);
        sequence.Append(tokens);
        return sequence;
    }

    private Row[] Rows(int positions) =>
        [.. _sequences.SelectMany(sequence => Enumerable.Range(0, positions).Select(position => new Row(sequence, position)))];
}
