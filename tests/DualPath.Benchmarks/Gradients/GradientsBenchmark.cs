using DualPath.Benchmarks.Measuring;
using DualPath.Torch;
using DualPath.Torch.Gradients;
using DualPath.Torch.Native;
using static TorchSharp.torch;

namespace DualPath.Benchmarks.Gradients;

/// <summary>One micro-batch of training, forward and backward: the derivatives written out by hand beside automatic differentiation, both with bf16 products, on one thread.</summary>
internal static class GradientsBenchmark
{
    private const int Tokens = 64;
    private const int Depth = 6;

    public static void Run(BenchmarkOptions options, JsonLines lines)
    {
        TorchRuntime.EnsureLoadable();
        set_num_threads(1);
        var shipped = BenchmarkWeights.Shipped();
        foreach (int width in options.Quick ? [128] : new[] { 128, 192, 256 })
        {
            var weights = BenchmarkWeights.Random(shipped.Config, width);
            foreach (int sequences in options.Quick ? [8] : new[] { 8, 16 })
            {
                Run(weights, sequences, options.Effort, lines);
            }
        }
    }

    private static void Run(BenchmarkWeights weights, int sequences, Effort effort, JsonLines lines)
    {
        using var network = weights.Torch();
        using var pass = new GradientPass(weights.Config, sequences * Tokens, Tokens);
        var random = new Random(1);
        long[] ids = [.. Enumerable.Range(0, sequences * Tokens).Select(_ => (long)random.Next(weights.Config.VocabularySize))];
        long[] rows = [.. Enumerable.Range(0, ids.Length / 4).Select(i => i * 4L)];
        long[] labels = [.. rows.Select(_ => (long)random.Next(weights.Config.VocabularySize))];
        float[] shares = [.. rows.Select(_ => 1f / rows.Length)];
        double difference = Difference(ByHand(), Automatic());
        if (!(difference < 0.1))
        {
            throw new BenchmarkFailedException($"The gradients differ by {difference:E1} of their size: not the same work, so nothing was measured.");
        }

        var measured = InterleavedMeter.Measure([new Contestant("by-hand", 1, static () => { }, () => ByHand()), new Contestant("automatic", 1, static () => { }, () => Automatic())], effort);
        lines.Write(Comparison.Of($"gradients/width-{weights.Config.HiddenSize}/tokens-{ids.Length}/by-hand", "us/micro-batch", measured[0], measured[1], difference));

        float[] ByHand()
        {
            using var scope = NewDisposeScope();
            return Flat(pass.Run(network.Parameters, ids, sequences, [], Depth, rows, labels, shares).Gradients);
        }

        float[] Automatic()
        {
            using var scope = NewDisposeScope();
            int withGradient = Math.Min(Depth, weights.Config.MeanBackpropDepth);
            var forward = network.Begin(ScalarType.BFloat16);
            var embedded = forward.Embed(tensor(ids).reshape(sequences, Tokens));
            var state = forward.Recur(zeros_like(embedded.Value), embedded, Depth - withGradient, withGradient);
            var logits = forward.Readout(forward.Latent(state.reshape(-1, weights.Config.HiddenSize).index_select(0, tensor(rows))));
            var loss = (nn.functional.cross_entropy(logits, tensor(labels), reduction: nn.Reduction.None) * tensor(shares)).sum();
            return Flat(autograd.grad([loss], [.. network.Parameters.Values]));
        }
    }

    private static float[] Flat(IEnumerable<Tensor> gradients) => [.. gradients.SelectMany(gradient => gradient.contiguous().data<float>().ToArray())];

    private static double Difference(float[] a, float[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum() / b.Sum(y => (double)y * y));
}
