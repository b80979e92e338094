using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DualPath.Engine.Models;
using DualPath.Model;

namespace DualPath.Engine.Scheduling;

/// <summary>What jobs may do on the inference thread: lay out sequences, step rows, read predictions. One per thread.</summary>
internal sealed class InferenceContext
{
    /// <summary>Rows whose logits are held at once: bounds the buffer where a vocabulary is large.</summary>
    public const int LogitRows = 16;

    private readonly INetwork _model;
    private readonly INetworkPass _forward;
    private readonly int _vocabulary;
    private readonly int _end;
    private readonly int[] _otherEnds;
    private readonly float[] _logits;
    private readonly List<SequenceRow> _rows = [];
    private float[] _embedded = [];

    public InferenceContext(LoadedModel model, EngineInstruments instruments)
    {
        _model = model.Network;
        _forward = _model.CreatePass();
        _vocabulary = model.Tokenizer.VocabularySize;
        (_end, _otherEnds) = (model.Tokenizer.EndToken, [.. model.Tokenizer.OtherEndTokens]);
        _logits = new float[LogitRows * _model.Config.PaddedVocabularySize];
        Instruments = instruments;
    }

    public EngineInstruments Instruments { get; }

    /// <summary>Whether reading a row needs the coda of the rows before it, too.</summary>
    public bool CodaAttends => _model.Config.CodaAttends;

    /// <summary>An empty sequence.</summary>
    public ISequence CreateSequence() => _model.CreateSequence();

    /// <summary>Floats of a row, h.</summary>
    public int HiddenSize => _model.Config.HiddenSize;

    /// <summary>Appends tokens, with their prelude computed and their latent states at zero.</summary>
    public void Append(ISequence sequence, ReadOnlySpan<int> tokens) => _forward.Prelude(sequence, tokens);

    /// <summary>The same, and adds their embedded inputs, in order, to <paramref name="sum"/> [h].</summary>
    public void Append(ISequence sequence, ReadOnlySpan<int> tokens, Span<float> sum)
    {
        int floats = tokens.Length * HiddenSize;
        if (_embedded.Length < floats)
        {
            _embedded = new float[floats];
        }

        _forward.Prelude(sequence, tokens, _embedded.AsSpan(0, floats));
        for (int at = 0; at < floats; at += HiddenSize)
        {
            TensorPrimitives.Add(sum, _embedded.AsSpan(at, HiddenSize), sum);
        }
    }

    /// <summary>Runs an attending coda over positions it has not kept up with, before <paramref name="length"/>, at most <paramref name="limit"/>. Returns how many.</summary>
    public int Coda(ISequence sequence, int length, int limit) => _forward.Coda(sequence, length, limit);

    /// <summary>Bytes that a sequence comes to take at most.</summary>
    public long SequenceBytes(int positions, int steps) => _model.SequenceBytes(Math.Min(positions, _model.Config.ContextLength), steps);

    /// <summary>Takes the memory that the next step of some rows of a sequence needs.</summary>
    public void Reserve(ISequence sequence, RowRange rows) => _forward.Reserve(sequence, rows.Start, rows.Count);

    /// <summary>One recurrent step of every row.</summary>
    public void CoreStep(List<SequenceRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        _forward.CoreStep(CollectionsMarshal.AsSpan(rows));
        Instruments.Pass(rows.Count);
    }

    /// <summary>The most probable next token after a position, and its probability, at the position's present depth.</summary>
    public (int Token, float Probability) Predict(ISequence sequence, int position)
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

    /// <summary>Reads the next-token logits after each position, at its present depth.</summary>
    public void Read(ISequence sequence, RowRange positions, ILogitsReader reader)
    {
        int width = _model.Config.PaddedVocabularySize;
        for (int done = 0; done < positions.Count; done += LogitRows)
        {
            var chunk = new RowRange(positions.Start + done, Math.Min(LogitRows, positions.Count - done));
            Read(sequence, chunk);
            for (int i = 0; i < chunk.Count; i++)
            {
                reader.Read(done + i, _logits.AsSpan(i * width, _vocabulary));
            }
        }
    }

    /// <summary>Relative change of the latent states in their last step, averaged over the positions from <paramref name="first"/> on.</summary>
    public static double Convergence(ISequence sequence, int first)
    {
        double sum = 0;
        for (int position = first; position < sequence.Length; position++)
        {
            sum += sequence.Convergence(position);
        }

        return sum / (sequence.Length - first);
    }

    private void Read(ISequence sequence, RowRange positions)
    {
        _rows.Clear();
        for (int position = positions.Start; position < positions.End; position++)
        {
            _rows.Add(new SequenceRow(sequence, position));
        }

        _forward.Logits(CollectionsMarshal.AsSpan(_rows), _logits);
        for (int row = 0; row < positions.Count; row++)
        {
            TradeEnds(_logits.AsSpan(row * _model.Config.PaddedVocabularySize, _vocabulary));
        }
    }

    /// <summary>However a model ends its answers, jobs know one end token: it gets the logit of the likeliest, which gets its own.</summary>
    private void TradeEnds(Span<float> logits)
    {
        foreach (int other in _otherEnds)
        {
            if (logits[other] > logits[_end])
            {
                (logits[other], logits[_end]) = (logits[_end], logits[other]);
            }
        }
    }
}
