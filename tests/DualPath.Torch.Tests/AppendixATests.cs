using DualPath.Model;
using DualPath.Model.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Tests;

/// <summary>The conformance vectors of the specification's Appendix A: weights by a formula, results of the reference code in fp64.</summary>
public sealed class AppendixATests : IDisposable
{
    private static readonly ModelConfig Config = new()
    {
        HiddenSize = 16,
        Heads = 2,
        IntermediateSize = 24,
        VocabularySize = 32,
        ContextLength = 32,
        PreludeLayers = 2,
        CoreLayers = 4,
        CodaLayers = 2,
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly RecurrentDepthNetwork _network = new(Config, Weight);
    private readonly Tensor _ids = tensor(new long[] { 3, 1, 4, 1, 5, 9, 2, 6 }).reshape(1, 8);
    private readonly Tensor _state = tensor(Formula(999, 128).Select(u => (float)(1.5 * u)).ToArray()).reshape(1, 8, 16);

    [Theory]
    [InlineData(1, 0.00446, 0.09596, 0.37251, -0.74966, 109.5391)]
    [InlineData(2, 0.88603, 0.68674, -0.17842, 0.64723, 130.8196)]
    [InlineData(4, 0.03274, 0.33936, 1.51735, 0.19059, 137.7473)]
    public void Forward_ZeroInitialState_GivesReferenceLogits(int steps, double a, double b, double c, double d, double sum) =>
        AssertLogits(_network.Forward(_ids, zeros_like(_state), steps, 0), [a, b, c, d], sum);

    [Theory]
    [InlineData(1, 0.24733, 0.31100, 0.28390, -0.47930, 112.2216)]
    [InlineData(2, 0.98901, 0.61118, -0.07649, 0.37486, 133.3681)]
    [InlineData(4, 0.52621, 0.77879, -0.55635, -0.32513, 107.4305)]
    public void Forward_GivenInitialState_GivesReferenceLogits(int steps, double a, double b, double c, double d, double sum) =>
        AssertLogits(_network.Forward(_ids, _state, steps, 0), [a, b, c, d], sum);

    [Fact]
    public void Embed_Prompt_GivesReferenceValues()
    {
        var row = _network.Begin().Embed(_ids).Value[0, 7].data<float>().Take(4);
        Assert.Equal([2.23361f, 1.97795f, -1.25122f, -0.23152f], row, (x, y) => MathF.Abs(x - y) < 1e-4f);
    }

    [Theory]
    [InlineData(2, 2, "transformer.wte.weight", 105.3297)]
    [InlineData(2, 2, "transformer.prelude.0.attn.Wqkv.weight", 41.0304)]
    [InlineData(2, 2, "transformer.adapter.weight", 75.0390)]
    [InlineData(2, 2, "transformer.core_block.0.attn.Wqkv.weight", 43.2970)]
    [InlineData(2, 2, "transformer.coda.1.mlp.proj.weight", 0.56227)]
    [InlineData(2, 2, "transformer.ln_f.weight", 0.35102)]
    [InlineData(0, 4, "transformer.wte.weight", 131.3181)]
    [InlineData(0, 4, "transformer.adapter.weight", 78.3160)]
    [InlineData(0, 4, "transformer.core_block.0.attn.Wqkv.weight", 47.0556)]
    public void Backward_TruncatedSteps_GivesReferenceGradientNorms(int without, int with, string name, double norm)
    {
        var labels = tensor(new long[] { 1, 4, 1, 5, 9, 2, 6, 5 });
        var loss = nn.functional.cross_entropy(_network.Forward(_ids, _state, without, with)[0], labels);
        loss.backward();
        Assert.Equal(3.4218037, loss.item<float>(), 1e-4);
        Assert.Equal(norm, _network.Parameters[name].grad!.norm().item<float>(), norm * 1e-4);
    }

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    private static void AssertLogits(Tensor logits, double[] lastRow, double sum)
    {
        Assert.Equal(lastRow, logits[0, 7].data<float>().Take(4).Select(x => (double)x), (x, y) => Math.Abs(x - y) < 1e-4);
        Assert.Equal(sum, logits.abs().sum().item<float>(), 5e-3);
    }

    /// <summary>u(o, i), the specification's pseudo-random values in -0.5 .. 0.5.</summary>
    private static IEnumerable<double> Formula(long ordinal, long count)
    {
        for (long i = 0; i < count; i++)
        {
            yield return (((131 * i * i) + (7919 * i) + (104729 * ordinal) + 17) % 65521 / 65521.0) - 0.5;
        }
    }

    private static Tensor Weight(TensorSpec spec)
    {
        string[] order = ["norm_1.weight", "attn.Wqkv.weight", "attn.qk_bias", "attn.proj.weight", "norm_2.weight", "norm_3.weight", "mlp.fc.weight", "mlp.proj.weight", "norm_4.weight"];
        string[] parts = spec.Name.Split('.', 4);
        int Ordinal(int start) => start + (int.Parse(parts[2]) * order.Length) + Array.IndexOf(order, parts[3]);
        (int ordinal, double offset, double factor) = parts[1] switch
        {
            "wte" => (0, 0.0, 0.5),
            "adapter" => (19, 0.0, 1.2),
            "ln_f" => (74, 1.0, 0.4),
            "prelude" => (Ordinal(1), 0.0, 1.2),
            "core_block" => (Ordinal(20), 0.0, 1.2),
            _ => (Ordinal(56), 0.0, 1.2),
        };
        if (parts.Length == 4 && parts[3].StartsWith("norm_", StringComparison.Ordinal))
        {
            (offset, factor) = (1.0, 0.4);
        }
        else if (parts.Length == 4 && parts[3] == "attn.qk_bias")
        {
            factor = 0.5;
        }

        var values = Formula(ordinal, spec.Count).Select(u => (float)(offset + (factor * u))).ToArray();
        return tensor(values).reshape([.. spec.Shape.Select(size => (long)size)]);
    }
}
