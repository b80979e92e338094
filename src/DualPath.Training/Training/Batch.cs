using System.Runtime.InteropServices;
using DualPath.Engine.Tokenization;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>Several conversations side by side, padded on the right, with the rows at which something is to be predicted.</summary>
internal sealed class Batch
{
    private readonly long[] _ids;
    private readonly List<long> _rows = [];
    private readonly List<long> _labels = [];

    public Batch(IReadOnlyList<TokenSample> samples)
    {
        Rows = samples.Count;
        Columns = samples.Max(sample => sample.Tokens.Count);
        _ids = new long[Rows * Columns];
        Array.Fill(_ids, Vocabulary.Pad);
        for (int b = 0; b < Rows; b++)
        {
            for (int t = 0; t < samples[b].Tokens.Count; t++)
            {
                _ids[(b * Columns) + t] = samples[b].Tokens[t];
            }

            foreach (var answer in samples[b].Answers)
            {
                Answers.Add((answer, _rows.Count));

                // The logits of a token predict the one after it.
                for (int t = answer.Start; t < answer.Start + answer.Length; t++)
                {
                    Predict(b, t - 1, samples[b].Tokens[t]);
                }
            }
        }

        AnswerRows = _rows.Count;
        for (int b = 0; b < Rows; b++)
        {
            foreach (var (position, token) in samples[b].Partials)
            {
                Predict(b, position, token);
            }
        }
    }

    /// <summary>Conversations.</summary>
    public int Rows { get; }

    /// <summary>Tokens of the longest.</summary>
    public int Columns { get; }

    /// <summary>Tokens, padding included: what the step costs.</summary>
    public int Tokens => Rows * Columns;

    /// <summary>Every answer with the index of its first prediction.</summary>
    public List<(AnswerSpan Span, int FirstRow)> Answers { get; } = [];

    /// <summary>The hardest level asked in it.</summary>
    public int Hardest => Answers.Max(answer => answer.Span.Exchange.Level);

    /// <summary>How many of the predictions belong to answers; they come first, the partial results after them.</summary>
    public int AnswerRows { get; }

    /// <summary>Number of predictions.</summary>
    public int Predictions => _rows.Count;

    /// <summary>Token ids [B, T], row-major.</summary>
    public ReadOnlySpan<long> TokenIds => _ids;

    /// <summary>Which rows of the flattened [B * T] are predicted from.</summary>
    public ReadOnlySpan<long> PredictedRows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>The token to predict at each of them.</summary>
    public ReadOnlySpan<long> Labels => CollectionsMarshal.AsSpan(_labels);

    /// <summary>Token ids [B, T] as a tensor.</summary>
    public Tensor Ids() => tensor(_ids).reshape(Rows, Columns);

    /// <summary>
    /// How much each prediction counts in the loss: an answer 1 / answers per token, since most tokens of an answer are the same in every answer and must not
    /// outweigh the one that matters by their number; a partial result <paramref name="partialWeight"/> / partial results.
    /// </summary>
    public float[] Weights(double partialWeight) =>
        [.. Enumerable.Range(0, Predictions).Select(i => i < AnswerRows ? 1f / Answers.Count : (float)(partialWeight / (Predictions - AnswerRows)))];

    /// <summary>For each answer, whether all its tokens are the most likely ones.</summary>
    /// <param name="best">The most likely token per prediction.</param>
    public IEnumerable<(AnswerSpan Span, bool Right)> Judge(long[] best) => Answers.Select(answer =>
        (answer.Span, Enumerable.Range(answer.FirstRow, answer.Span.Length).All(row => best[row] == _labels[row])));

    /// <summary>Cuts samples into batches of about equally long ones that need about as many recurrent steps.</summary>
    public static List<Batch> Cut(IEnumerable<TokenSample> samples, int tokens)
    {
        var batches = new List<Batch>();
        var current = new List<TokenSample>();
        foreach (var sample in samples.OrderBy(DepthClass).ThenBy(sample => sample.Tokens.Count))
        {
            if (current.Count > 0 && ((current.Count + 1) * sample.Tokens.Count > tokens || DepthClass(sample) != DepthClass(current[0])))
            {
                batches.Add(new Batch(current));
                current = [];
            }

            current.Add(sample);
        }

        if (current.Count > 0)
        {
            batches.Add(new Batch(current));
        }

        return batches;
    }

    /// <summary>Levels 1-2, 3-5, and more: a shallow question need not wait for a deep one in its batch.</summary>
    private static int DepthClass(TokenSample sample) => sample.Answers.Max(answer => answer.Exchange.Level) switch { <= 2 => 0, <= 5 => 1, _ => 2 };

    private void Predict(int row, int position, int token)
    {
        _rows.Add((row * Columns) + position);
        _labels.Add(token);
    }
}
