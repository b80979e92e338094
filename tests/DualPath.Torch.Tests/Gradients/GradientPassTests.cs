using DualPath.Model;
using DualPath.Torch.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Tests.Gradients;

/// <summary>The pass written out by hand against automatic differentiation of the same network.</summary>
public sealed class GradientPassTests
{
    private static readonly ModelConfig Shipped = new()
    {
        HiddenSize = 64,
        Heads = 4,
        IntermediateSize = 96,
        VocabularySize = 50,
        ContextLength = 64,
        PreludeLayers = 1,
        CoreLayers = 1,
        CodaLayers = 1,
        CanonTapsEmbedding = 6,
        CanonTapsCore = 4,
        CodaAttention = false,
        MeanBackpropDepth = 3,
    };

    public static TheoryData<string, int, int> Cases => new()
    {
        { "shipped", 1, 21 },
        { "shipped", 3, 21 },
        { "shipped", 6, 37 },
        { "layers", 5, 18 },
        { "bare", 4, 5 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_AnyArchitecture_EqualsAutomaticDifferentiation(string architecture, int steps, int tokens)
    {
        var config = architecture switch
        {
            "layers" => Shipped with { PreludeLayers = 2, CoreLayers = 2, CodaLayers = 2 },
            "bare" => Shipped with { PreludeLayers = 0, CodaLayers = 0, CanonTapsEmbedding = 0, CanonTapsCore = 0, QkBias = false },
            _ => Shipped,
        };
        using var scope = NewDisposeScope();
        using var network = new RecurrentDepthNetwork(config, Perturbed(config));
        const int Sequences = 3;
        var random = new Random(5);
        long[] ids = [.. Enumerable.Range(0, Sequences * tokens).Select(_ => (long)random.Next(50))];
        float[] initial = [.. Enumerable.Range(0, ids.Length * 64).Select(_ => random.NextSingle() - 0.5f)];
        long[] rows = [.. Enumerable.Range(0, ids.Length).Where(i => i % 3 == 1)];
        long[] labels = [.. rows.Select(_ => (long)random.Next(50))];
        float[] weights = [.. rows.Select(i => i % 2 == 0 ? 0.7f : 0.2f)];

        using var pass = new GradientPass(config, capacity: 128, mostTokens: 40);
        pass.Run(network.Parameters, ids.AsSpan(0, tokens), 1, [], 2, [0], [1], [1]);
        var result = pass.Run(network.Parameters, ids, Sequences, initial, steps, rows, labels, weights);
        var (losses, exact) = Differentiate(network, ScalarType.Float32, ids, tokens, initial, steps, rows, labels, weights);
        var (roundedLosses, rounded) = Differentiate(network, ScalarType.BFloat16, ids, tokens, initial, steps, rows, labels, weights);

        double lossError = losses.Zip(roundedLosses, (a, b) => Math.Abs(a - b)).Max();
        Assert.Equal(losses, result.Losses, (a, b) => Math.Abs(a - b) < Math.Max(0.02, 2 * lossError));
        Assert.Equal(network.Parameters.Count, result.Gradients.Count);
        int p = 0;
        foreach (string name in network.Parameters.Keys)
        {
            // Products in bf16 differ from fp32 by their rounding: by hand no more than twice as far as automatically.
            double scale = exact[p].norm().item<float>() + 1e-6;
            double byHand = (result.Gradients[p] - exact[p]).norm().item<float>() / scale;
            double automatic = (rounded[p] - exact[p]).norm().item<float>() / scale;
            Assert.True(byHand < Math.Max(0.01, 2 * automatic), $"{name}: {byHand:E2} by hand, {automatic:E2} automatically");
            p++;
        }
    }

    [Fact]
    public void Constructor_ArchitectureItDoesNotCover_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new GradientPass(Shipped with { CodaAttention = true }, 64, 32));

    /// <summary>Gains and biases away from one and zero, so that a forgotten one shows.</summary>
    private static Func<Model.Weights.TensorSpec, Tensor> Perturbed(ModelConfig config)
    {
        var values = new Initialisation { Seed = 3, OutputGain = 4, IdentityAdapter = true }.For(config);
        var generator = new Generator(9, CPU);
        return spec => values(spec) + (randn([.. spec.Shape.Select(size => (long)size)], generator: generator) * 0.1);
    }

    private static (float[] Losses, IList<Tensor> Gradients) Differentiate(
        RecurrentDepthNetwork network, ScalarType compute, long[] ids, int tokens, float[] initial, int steps, long[] rows, long[] labels, float[] weights)
    {
        int withGradient = Math.Min(steps, network.Config.MeanBackpropDepth);
        var pass = network.Begin(compute);
        var embedded = pass.Embed(tensor(ids).reshape(-1, tokens));
        var state = pass.Recur(tensor(initial).reshape(-1, tokens, 64), embedded, steps - withGradient, withGradient);
        var logits = pass.Readout(pass.Latent(state.reshape(-1, 64).index_select(0, tensor(rows))));
        var losses = nn.functional.cross_entropy(logits, tensor(labels), reduction: nn.Reduction.None);
        return (losses.data<float>().ToArray(), autograd.grad([(losses * tensor(weights)).sum()], [.. network.Parameters.Values]));
    }
}
