using DualPath.Training.Evaluation;

namespace DualPath.Training.Tests.Evaluation;

public sealed class DepthPredictorTests
{
    private const int Width = 4;

    [Fact]
    public void Predict_DepthThatFollowsFromTheInput_IsForetoldOnPromptsNeverSeen()
    {
        var random = new Random(1);
        var seen = Enumerable.Range(0, 2000).Select(_ => Draw(random)).ToArray();
        var predictor = DepthPredictor.Fit([.. seen.Select(prompt => prompt.Embedded)], [.. seen.Select(prompt => prompt.Depth)], Width);

        foreach (var (embedded, depth) in Enumerable.Range(0, 200).Select(_ => Draw(random)))
        {
            // It rounds up, and hits a depth only nearly: an eighth less is still no other depth.
            Assert.Equal(depth, predictor.Predict(embedded, Width, margin: -0.125));
            Assert.InRange(predictor.Predict(embedded, Width, margin: 1), 2 * depth, (2 * depth) + 1);
        }
    }

    /// <summary>A prompt whose first coordinate, the same in all rows, is the logarithm of the depth; the rest is noise.</summary>
    private static (float[] Embedded, int Depth) Draw(Random random)
    {
        int log = random.Next(4);
        int rows = random.Next(3, 20);
        float[] embedded = [.. Enumerable.Range(0, rows * Width).Select(i => i % Width == 0 ? log : random.NextSingle() - 0.5f)];
        return (embedded, 1 << log);
    }
}
