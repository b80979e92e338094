using DualPath.Engine.Tokenization;
using DualPath.Model;

namespace DualPath.Training.Evaluation;

/// <summary>
/// Accuracy of a model folder as the service runs it: the managed model, its tokenizer, zero initial states. Each answer is read
/// together with its prompt in one pass; it counts as right at a depth if each of its tokens is the most likely one there, which is the
/// case exactly when greedy decoding at that depth gives the answer.
/// </summary>
internal sealed class ModelEvaluation
{
    private readonly RecurrentDepthModel _model;
    private readonly ChatTokenizer _tokenizer;
    private readonly ForwardPass _pass;

    public ModelEvaluation(string directory)
    {
        _model = RecurrentDepthModel.Load(directory);
        _tokenizer = ChatTokenizer.Load(Path.Combine(directory, "tokenizer.json"));
        _pass = new ForwardPass(_model);
    }

    /// <summary>Measures at each of the rising <paramref name="steps"/>.</summary>
    public IReadOnlyList<AccuracyRow> Run(IReadOnlyList<EvaluationQuestion> questions, IReadOnlyList<int> steps, CancellationToken cancellationToken)
    {
        var rows = new SortedDictionary<(string Task, int Level), List<(bool Right, double Confidence)[]>>();
        foreach (var question in questions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!rows.TryGetValue((question.Task, question.Level), out var results))
            {
                rows[(question.Task, question.Level)] = results = [];
            }

            results.Add(Ask(question, steps));
        }

        return [.. rows.Select(pair => new AccuracyRow(
            pair.Key.Task,
            pair.Key.Level,
            pair.Value.Count,
            [.. steps.Select((_, i) => pair.Value.Average(result => result[i].Right ? 1.0 : 0.0))],
            [.. steps.Select((_, i) => pair.Value.Average(result => result[i].Confidence))]))];
    }

    private (bool Right, double Confidence)[] Ask(EvaluationQuestion question, IReadOnlyList<int> steps)
    {
        var prompt = _tokenizer.Encode(question.Context, question.Question, int.MaxValue);
        int[] answer = [.. _tokenizer.EncodeAnswer(prompt, question.Answer), _tokenizer.EndToken];
        int[] tokens = [.. prompt.Tokens, .. answer[..^1]];
        if (tokens.Length > _model.Config.ContextLength)
        {
            return [.. steps.Select(_ => (false, 0.0))];
        }

        using var sequence = _model.CreateSequence(tokens.Length, maxSteps: steps[^1]);
        _pass.Prelude(sequence, tokens);
        Row[] rows = [.. Enumerable.Range(0, tokens.Length).Select(position => new Row(sequence, position))];

        // The logits of a token predict the next one. A coda that attends needs all rows, one that does not only these.
        int first = _model.Config.CodaAttention ? 0 : prompt.Tokens.Count - 1;
        int vocabulary = _model.Config.PaddedVocabularySize;
        float[] logits = new float[(rows.Length - first) * vocabulary];
        var results = new (bool, double)[steps.Count];
        for (int step = 1, at = 0; at < steps.Count; step++)
        {
            _pass.CoreStep(rows);
            if (step == steps[at])
            {
                _pass.Logits(rows.AsSpan(first), logits);
                results[at++] = Judge(logits.AsSpan((prompt.Tokens.Count - 1 - first) * vocabulary), answer, vocabulary);
            }
        }

        return results;
    }

    /// <summary>Whether every token is the most likely one, and the least of the top probabilities.</summary>
    private static (bool Right, double Confidence) Judge(ReadOnlySpan<float> logits, int[] answer, int vocabulary)
    {
        bool right = true;
        double confidence = 1;
        for (int i = 0; i < answer.Length; i++)
        {
            var row = logits.Slice(i * vocabulary, vocabulary);
            int best = 0;
            for (int token = 1; token < vocabulary; token++)
            {
                best = row[token] > row[best] ? token : best;
            }

            double sum = 0;
            foreach (float logit in row)
            {
                sum += Math.Exp(logit - row[best]);
            }

            right &= best == answer[i];
            confidence = Math.Min(confidence, 1 / sum);
        }

        return (right, confidence);
    }
}

/// <summary>One task at one level.</summary>
/// <param name="Task">The task.</param>
/// <param name="Level">The level.</param>
/// <param name="Questions">Questions asked.</param>
/// <param name="Right">Share of right answers per depth.</param>
/// <param name="Confidence">Mean, per depth, of an answer's least sure token's top probability.</param>
internal sealed record AccuracyRow(string Task, int Level, int Questions, IReadOnlyList<double> Right, IReadOnlyList<double> Confidence);
