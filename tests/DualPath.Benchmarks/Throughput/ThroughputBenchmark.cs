using DualPath.Benchmarks.Measuring;
using DualPath.Model.Weights;

namespace DualPath.Benchmarks.Throughput;

/// <summary>
/// Deep answers at once: the tokens of several sequences decoded in shared passes through the core block, beside one sequence at a time. Time per answer, one thread.
/// </summary>
internal static class ThroughputBenchmark
{
    private const int Prompt = 64;
    private const int Answer = 8;
    private const int Depth = 16;

    public static void Run(BenchmarkOptions options, JsonLines lines)
    {
        var shipped = BenchmarkWeights.Shipped();
        foreach (var weights in options.Quick ? [shipped] : new[] { shipped, BenchmarkWeights.Random(shipped.Config, 256), BenchmarkWeights.Random(shipped.Config, 512) })
        {
            int[] counts = options.Quick ? [1, 8] : [1, 2, 4, 8, 16];
            var model = weights.Managed(WeightFormat.Fp32);
            Answering[] answerings = [.. counts.Select(_ => new Answering(model, Prompt, Answer))];
            var measured = InterleavedMeter.Measure(
                [.. counts.Zip(answerings, (count, answering) => new Contestant($"{count}-at-once", count, () => answering.Lay(count, withAnswer: false, Depth), () => answering.Decode(Depth)))],
                options.Effort);
            float[] alone = answerings[0].LastLogits();
            for (int i = 1; i < counts.Length; i++)
            {
                double difference = alone.Zip(answerings[i].LastLogits(), (a, b) => (double)MathF.Abs(a - b)).Max();
                if (difference != 0)
                {
                    throw new BenchmarkFailedException($"{counts[i]} at once differ from one alone by {difference:E1}.");
                }

                lines.Write(Comparison.Of($"throughput/width-{weights.Config.HiddenSize}/{counts[i]}-deep-answers", "us/answer", measured[i], measured[0], difference));
            }

            foreach (var answering in answerings)
            {
                answering.Dispose();
            }
        }
    }
}
