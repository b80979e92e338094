using DualPath.Model;
using DualPath.Model.Weights;
using static TorchSharp.torch;

namespace DualPath.Torch;

/// <summary>Starting values of a network that is to be trained: "takase" of specification 1.10, with changes that small models learn faster from.</summary>
public sealed record Initialisation
{
    private const double CanonEmbeddingMean = 0.4;
    private const double CanonEmbeddingStd = 0.3;
    private const double CanonCoreStd = 0.3;
    private const double IdentityAdapterStd = 0.02;

    /// <summary>Seed of all values.</summary>
    public required long Seed { get; init; }

    /// <summary>Factor on the small standard deviation of the projections that end attention and MLP; 1 is the published value.</summary>
    public double OutputGain { get; init; } = 1;

    /// <summary>Whether the adapter starts as state + embedded input, with a little noise, instead of as noise only.</summary>
    public bool IdentityAdapter { get; init; }

    /// <summary>
    /// Whether queries and keys start out alike, so that attention begins by finding what resembles the token at hand: a look-up by name has then only to be
    /// refined (after "mimetic initialization", Trockman and Kolter 2023).
    /// </summary>
    public bool MatchingAttention { get; init; }

    /// <summary>The starting values of every tensor of an architecture, for <see cref="RecurrentDepthNetwork"/>.</summary>
    public Func<TensorSpec, Tensor> For(ModelConfig config)
    {
        var generator = new Generator((ulong)Seed, CPU);
        double std = Math.Sqrt(2.0 / (5 * config.HiddenSize));
        double outputStd = OutputGain * std / Math.Sqrt(2.0 * config.EffectiveDepth);
        return spec =>
        {
            long[] shape = [.. spec.Shape.Select(size => (long)size)];
            string name = spec.Name;
            return name switch
            {
                _ when name.EndsWith("qk_bias", StringComparison.Ordinal) || name.EndsWith(TensorCatalog.RouterBias, StringComparison.Ordinal) => zeros(shape),
                _ when name.Contains("norm_", StringComparison.Ordinal) || name == TensorCatalog.FinalNorm => ones(shape),
                TensorCatalog.Canon => TruncatedNormal(shape, CanonEmbeddingStd, generator).Plus(CanonEmbeddingMean),
                _ when MatchingAttention && name.EndsWith("Wqkv.weight", StringComparison.Ordinal) => Matching(config.HiddenSize, std, generator),
                _ when name.EndsWith("canon.weight", StringComparison.Ordinal) => TruncatedNormal(shape, CanonCoreStd, generator),
                TensorCatalog.Adapter when IdentityAdapter =>
                    eye(config.HiddenSize).repeat(1, 2).Plus(TruncatedNormal(shape, IdentityAdapterStd, generator)),
                _ when name.EndsWith("proj.weight", StringComparison.Ordinal) => TruncatedNormal(shape, outputStd, generator),
                _ => TruncatedNormal(shape, std, generator),
            };
        };
    }

    private static Tensor Matching(int hiddenSize, double std, Generator generator)
    {
        var both = TruncatedNormal([hiddenSize, hiddenSize], std, generator);
        return cat([both, both, TruncatedNormal([hiddenSize, hiddenSize], std, generator)], 0);
    }

    /// <summary>A random initial state s_0 (specification 1.5): truncated normal with nominal standard deviation sqrt(2/5), whatever the width.</summary>
    public static Tensor InitialState(long batch, long tokens, int hiddenSize, Generator generator) =>
        TruncatedNormal([batch, tokens, hiddenSize], Math.Sqrt(0.4), generator);

    /// <summary>Normal values, cut off at three standard deviations: the inverse of the distribution function, on uniform values.</summary>
    private static Tensor TruncatedNormal(long[] shape, double std, Generator generator)
    {
        const double WithinThree = 0.9973002039367398;
        return rand(shape, generator: generator).Times(2).Plus(-1).Times(WithinThree).erfinv().Times(std * Math.Sqrt(2));
    }
}
