using DualPath.Model;

namespace DualPath.Benchmarks;

/// <summary>Sequences of a prompt and an answer on one model, and the moves that drafts and rulings are made of. The tokens are given: what they are changes no cost.</summary>
internal sealed class Answering : IDisposable
{
    private readonly RecurrentDepthModel _model;
    private readonly ForwardPass _pass;
    private readonly int[] _prompt;
    private readonly int[] _answer;
    private readonly float[] _logits;
    private readonly List<SequenceState> _sequences = [];

    public Answering(RecurrentDepthModel model, int promptTokens, int answerTokens)
    {
        _model = model;
        _pass = new ForwardPass(model);
        _prompt = Tokens(promptTokens, seed: 1);
        _answer = Tokens(answerTokens, seed: 2);
        _logits = new float[model.Config.PaddedVocabularySize * Math.Max(answerTokens, 64)];
    }

    /// <summary>Begins anew: so many sequences, with all of the answer laid out or none of it, every row at one depth.</summary>
    public void Lay(int sequences, bool withAnswer, int depth)
    {
        Dispose();
        for (int i = 0; i < sequences; i++)
        {
            var sequence = _model.CreateSequence(_prompt.Length + _answer.Length);
            _pass.Prelude(sequence, _prompt);
            if (withAnswer)
            {
                // The last token has no row: nobody asks what follows it.
                _pass.Prelude(sequence, _answer.AsSpan(0, _answer.Length - 1));
            }

            _sequences.Add(sequence);
            Step(Rows(sequence, 0), depth);
        }
    }

    /// <summary>All rows on by some steps, one sequence after the other, as the engine's passes are cut: at most 64 rows in each.</summary>
    public void StepAll(int steps) => Step(steps, sequence => Rows(sequence, 0));

    /// <summary>The same of the prompts alone.</summary>
    public void StepPrompts(int steps) => Step(steps, sequence => Rows(sequence, 0)[.._prompt.Length]);

    /// <summary>The same of the answers alone.</summary>
    public void StepAnswers(int steps) => Step(steps, sequence => Rows(sequence, _prompt.Length));

    /// <summary>Reads what every answer token should have been.</summary>
    public void ReadAnswers()
    {
        foreach (var sequence in _sequences)
        {
            _pass.Logits(Rows(sequence, _prompt.Length - 1), _logits);
        }
    }

    /// <summary>Appends the answer token by token, each of all sequences together, and reads after each.</summary>
    public void Decode(int depth)
    {
        for (int i = 0; i < _answer.Length; i++)
        {
            Row[] rows = [.. _sequences.Select(sequence => new Row(sequence, sequence.Length - 1))];
            _pass.Logits(rows, _logits);
            if (i == _answer.Length - 1)
            {
                return;
            }

            int token = _answer[i];
            _pass.Prelude([.. _sequences.Select(sequence => new Row(sequence, sequence.Append([token])))]);
            Step([.. _sequences.Select(sequence => new Row(sequence, sequence.Length - 1))], depth);
        }
    }

    /// <summary>The logits read last, of the first sequence's last row: two ways to the same answer must agree in them.</summary>
    public float[] LastLogits()
    {
        float[] logits = new float[_model.Config.PaddedVocabularySize];
        var first = _sequences[0];
        _pass.Logits([new Row(first, first.Length - 1)], logits);
        return logits;
    }

    public void Dispose()
    {
        foreach (var sequence in _sequences)
        {
            sequence.Dispose();
        }

        _sequences.Clear();
    }

    private static Row[] Rows(SequenceState sequence, int first) => [.. Enumerable.Range(first, sequence.Length - first).Select(position => new Row(sequence, position))];

    private void Step(int steps, Func<SequenceState, Row[]> rowsOf)
    {
        foreach (var sequence in _sequences)
        {
            var rows = rowsOf(sequence);
            for (int step = 0; step < steps; step++)
            {
                foreach (var chunk in rows.Chunk(64))
                {
                    _pass.CoreStep(chunk);
                }
            }
        }
    }

    private void Step(Row[] rows, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            _pass.CoreStep(rows);
        }
    }

    private int[] Tokens(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(_model.Config.VocabularySize))];
    }
}
