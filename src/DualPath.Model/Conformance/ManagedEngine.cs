using DualPath.Model.Generation;
using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;

namespace DualPath.Model.Conformance;

/// <summary>The managed model as the golden comparison sees it. It has a loss, but no gradients.</summary>
/// <param name="model">The model.</param>
public sealed class ManagedEngine(RecurrentDepthModel model) : IConformanceEngine
{
    private const int IgnoredLabel = -100;

    private readonly ReferenceGenerator _generator = new(model);

    public ModelConfig Config => model.Config;

    public float[] Rotary(int positions)
    {
        int pairs = Config.HeadSize / 2;
        float[] table = new float[positions * pairs * 2];
        float[] cosines = new float[pairs];
        float[] sines = new float[pairs];
        for (int position = 0; position < positions; position++)
        {
            RotaryTable.Fill(Config, position, cosines, sines);
            for (int j = 0; j < pairs; j++)
            {
                table[(((position * pairs) + j) * 2) + 0] = cosines[j];
                table[(((position * pairs) + j) * 2) + 1] = sines[j];
            }
        }

        return table;
    }

    /// <summary>All rows of all sequences go through each step in one pass.</summary>
    public ForwardFigures Forward(int[] tokens, int batch, int length, float[] initialStates, int steps)
    {
        int h = Config.HiddenSize;
        var pass = new ForwardPass(model);
        var figures = new ForwardFigures(
            new float[tokens.Length * h], new float[tokens.Length * h], new float[tokens.Length * Config.PaddedVocabularySize]);
        var rows = new List<Row>();
        var sequences = new List<SequenceState>();
        for (int b = 0; b < batch; b++)
        {
            var sequence = model.CreateSequence(length, maxSteps: Math.Max(1, steps));
            sequences.Add(sequence);
            sequence.Append(tokens.AsSpan(b * length, length));
            rows.AddRange(Enumerable.Range(0, length).Select(position => new Row(sequence, position)));
        }

        var all = rows.ToArray();
        pass.Prelude(all, figures.Prelude);
        for (int i = 0; i < all.Length; i++)
        {
            all[i].Sequence.SetInitialState(all[i].Position, initialStates.AsSpan(i * h, h));
        }

        for (int step = 0; step < steps; step++)
        {
            pass.CoreStep(all);
        }

        for (int i = 0; i < all.Length; i++)
        {
            pass.NormedState(all[i], figures.Latent.AsSpan(i * h, h));
        }

        pass.Logits(all, figures.Logits);
        sequences.ForEach(sequence => sequence.Dispose());
        return figures;
    }

    public int[] Greedy(int[] prompt, int newTokens, int steps, CacheLookup lookup, bool warmStart) =>
        _generator.Greedy(prompt, newTokens, steps, lookup, warmStart);

    public (int[] Tokens, int[] Steps)? Adaptive(
        int[] prompt, int newTokens, int maxSteps, CacheLookup lookup, ExitCriterion criterion) =>
        _generator.Adaptive(prompt, newTokens, maxSteps, lookup, criterion);

    public int[] Speculative(int[] prompt, int newTokens, int draftSteps, int lookahead, int verifySteps) =>
        _generator.Speculative(prompt, newTokens, draftSteps, lookahead, verifySteps);

    public TrainingFigures Train(
        int[] tokens, int[] labels, int batch, int length, float[] initialStates, int freeSteps, int gradientSteps)
    {
        var logits = Forward(tokens, batch, length, initialStates, freeSteps + gradientSteps).Logits;
        int vocabulary = Config.PaddedVocabularySize;
        double sum = 0;
        int count = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != IgnoredLabel)
            {
                sum += TokenChoice.CrossEntropy(logits.AsSpan(i * vocabulary, vocabulary), labels[i]);
                count++;
            }
        }

        return new TrainingFigures(sum / count, Gradients: null);
    }
}
