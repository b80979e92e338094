using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DualPath.Engine.Models;
using DualPath.Model;

namespace DualPath.Engine.Scheduling;

/// <summary>What jobs may do on the inference thread: lay out sequences, step rows, read predictions. One per thread.</summary>
internal sealed class InferenceContext
{
    /// <summary>Rows whose logits are held at once: bounds the buffer where a vocabulary is large.</summary>
    private const int LogitRows = 16;

    private readonly RecurrentDepthModel _model;
    private readonly ForwardPass _forward;
    private readonly int _vocabulary;
    private readonly float[] _logits;
    private readonly List<Row> _rows = [];
    private int[] _predicted = [];

    public InferenceContext(LoadedModel model, EngineInstruments instruments)
    {
        _model = model.Network;
        _forward = new ForwardPass(_model);
        _vocabulary = model.Tokenizer.VocabularySize;
        _logits = new float[LogitRows * _model.Config.PaddedVocabularySize];
        Instruments = instruments;
    }

    public EngineInstruments Instruments { get; }

    /// <summary>Whether reading a row needs the coda of the rows before it, too.</summary>
    public bool CodaAttends => _model.Config is { CodaAttention: true, CodaLayers: > 0 };

    /// <summary>A sequence of these tokens, with their prelude computed and their latent states at zero.</summary>
    public SequenceState CreateSequence(ReadOnlySpan<int> tokens)
    {
        var sequence = _model.CreateSequence(_model.Config.ContextLength);
        _forward.Prelude(sequence, tokens);
        return sequence;
    }

    /// <summary>Appends one token, with its prelude computed and its latent state at zero.</summary>
    public void Append(SequenceState sequence, int token) => _forward.Prelude(sequence, [token]);

    /// <summary>One recurrent step of every row.</summary>
    public void CoreStep(List<Row> rows)
    {
        _forward.CoreStep(CollectionsMarshal.AsSpan(rows));
        Instruments.Pass(rows.Count);
    }

    /// <summary>The most probable next token after a position, and its probability, at the position's present depth.</summary>
    public (int Token, float Probability) Predict(SequenceState sequence, int position)
    {
        Read(sequence, new RowRange(position, 1));
        var logits = _logits.AsSpan(0, _vocabulary);
        int token = TensorPrimitives.IndexOfMax(logits);
        float highest = logits[token];
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - highest);
        }

        return (token, (float)(1 / sum));
    }

    /// <summary>The most probable next token after each position. Valid until the next call.</summary>
    public ReadOnlySpan<int> Predict(SequenceState sequence, RowRange positions)
    {
        if (_predicted.Length < positions.Count)
        {
            _predicted = new int[positions.Count];
        }

        int width = _model.Config.PaddedVocabularySize;
        for (int done = 0; done < positions.Count; done += LogitRows)
        {
            var chunk = new RowRange(positions.Start + done, Math.Min(LogitRows, positions.Count - done));
            Read(sequence, chunk);
            for (int i = 0; i < chunk.Count; i++)
            {
                _predicted[done + i] = TensorPrimitives.IndexOfMax(_logits.AsSpan(i * width, _vocabulary));
            }
        }

        return _predicted.AsSpan(0, positions.Count);
    }

    /// <summary>Relative change of the latent states in their last step, averaged over the sequence.</summary>
    public static double Convergence(SequenceState sequence)
    {
        double sum = 0;
        for (int position = 0; position < sequence.Length; position++)
        {
            sum += sequence.Convergence(position);
        }

        return sum / sequence.Length;
    }

    private void Read(SequenceState sequence, RowRange positions)
    {
        _rows.Clear();
        for (int position = positions.Start; position < positions.End; position++)
        {
            _rows.Add(new Row(sequence, position));
        }

        _forward.Logits(CollectionsMarshal.AsSpan(_rows), _logits);
    }
}
