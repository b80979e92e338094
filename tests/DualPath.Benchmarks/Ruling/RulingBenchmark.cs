using DualPath.Benchmarks.Measuring;
using DualPath.Model.Weights;

namespace DualPath.Benchmarks.Ruling;

/// <summary>
/// What it costs to rule on a right draft: all rows of prompt and draft stepped on in parallel from the draft's depth and compared once, beside decoding the
/// same answer token by token at full depth, from the same prompt at the draft's depth; and the same with the prompt at full depth before. One thread.
/// </summary>
internal static class RulingBenchmark
{
    private const int Prompt = 64;
    private const int Draft = 48;
    private const int DraftSteps = 2;

    public static void Run(BenchmarkOptions options, JsonLines lines)
    {
        var shipped = BenchmarkWeights.Shipped();
        foreach (var weights in options.Quick ? [shipped] : new[] { shipped, BenchmarkWeights.Random(shipped.Config, 256), BenchmarkWeights.Random(shipped.Config, 512) })
        {
            foreach (int depth in new[] { 16, 32 })
            {
                Run(weights, depth, options.Effort, lines);
            }
        }
    }

    private static void Run(BenchmarkWeights weights, int depth, Effort effort, JsonLines lines)
    {
        string name = $"ruling/width-{weights.Config.HiddenSize}/steps-{depth}/right-draft-of-{Draft}";
        var model = weights.Managed(WeightFormat.Fp32);
        using var ruling = new Answering(model, Prompt, Draft);
        using var decoding = new Answering(model, Prompt, Draft);
        int more = depth - DraftSteps;
        Measure(
            name,
            new("ruling", 1, () => ruling.Lay(1, withAnswer: true, DraftSteps), () => { ruling.StepAll(more); ruling.ReadAnswers(); }),
            new("decoding", 1, () => decoding.Lay(1, withAnswer: false, DraftSteps), () => { decoding.StepAll(more); decoding.Decode(depth); }));

        // The prompt's way down is the same for both. Without it: what a ruling on the answer's own tokens costs.
        Measure(
            $"{name}/prompt-apart",
            new("ruling", 1, () => { ruling.Lay(1, withAnswer: true, DraftSteps); ruling.StepPrompts(more); }, () => { ruling.StepAnswers(more); ruling.ReadAnswers(); }),
            new("decoding", 1, () => { decoding.Lay(1, withAnswer: false, DraftSteps); decoding.StepAll(more); }, () => decoding.Decode(depth)));

        void Measure(string measures, params Contestant[] contestants)
        {
            foreach (var contestant in contestants)
            {
                contestant.Prepare();
                contestant.Run();
            }

            double difference = ruling.LastLogits().Zip(decoding.LastLogits(), (a, b) => (double)MathF.Abs(a - b)).Max();
            if (!(difference < 1e-3))
            {
                throw new BenchmarkFailedException($"Ruling and decoding differ by {difference:E1}: not the same work, so nothing was measured.");
            }

            var measured = InterleavedMeter.Measure(contestants, effort);
            lines.Write(Comparison.Of(measures, "us/answer", measured[0], measured[1], difference));
        }
    }
}
