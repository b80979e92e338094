using DualPath.Model.Kernels;
using DualPath.Model.Weights;

namespace DualPath.Model.Tests;

/// <summary>Small models made on the spot: the specification's Appendix A, and random ones of any architecture.</summary>
internal static class TestModels
{
    /// <summary>The prompt of Appendix A.</summary>
    public static int[] AppendixPrompt { get; } = [3, 1, 4, 1, 5, 9, 2, 6];

    public static ModelConfig AppendixConfig { get; } = new()
    {
        HiddenSize = 16,
        Heads = 2,
        IntermediateSize = 24,
        VocabularySize = 32,
        ContextLength = 64,
        PreludeLayers = 2,
        CoreLayers = 4,
        CodaLayers = 2,
    };

    /// <summary>A random architecture's base: two heads of 8, one prelude, two core and one coda layer.</summary>
    public static ModelConfig SmallConfig { get; } = AppendixConfig with
    {
        VocabularySize = 40,
        PreludeLayers = 1,
        CoreLayers = 2,
        CodaLayers = 1,
        ContextLength = 128,
    };

    /// <summary>The architecture of the shipped model: convolution taps, one core layer, a coda without attention.</summary>
    public static ModelConfig CanonConfig { get; } = SmallConfig with
    {
        CoreLayers = 1,
        CanonTapsEmbedding = 6,
        CanonTapsCore = 4,
        CodaAttention = false,
    };

    /// <summary>Six routed experts, two of them active, beside a shared one.</summary>
    public static ModelConfig ExpertsConfig { get; } = CanonConfig with
    {
        CoreLayers = 2,
        CoreExperts = 6,
        CoreExpertsActive = 2,
        CoreExpertSize = 10,
        CoreSharedExpertSize = 13,
    };

    public static ModelConfig Config(Architectures architecture) => architecture switch
    {
        Architectures.Huginn => SmallConfig,
        Architectures.Canon => CanonConfig,
        Architectures.CanonAttentiveCoda => CanonConfig with { CodaAttention = true, CodaLayers = 2, CoreLayers = 2 },
        Architectures.CoreOnly => SmallConfig with { PreludeLayers = 0, CodaLayers = 0, QkBias = false },
        Architectures.Experts => ExpertsConfig,
        _ => CanonConfig with
        {
            HiddenSize = 42,
            Heads = 3,
            IntermediateSize = 29,
            VocabularySize = 37,
            PaddingMultiple = 3,
            CoreLayers = 2,
            CodaAttention = true,
        },
    };

    /// <summary>u(o, i) of Appendix A: the weights' formula.</summary>
    public static float AppendixValue(long ordinal, long index) =>
        (float)((((131 * index * index) + (7919 * index) + (104729 * ordinal) + 17) % 65521 / 65521.0) - 0.5);

    public static RecurrentDepthModel Appendix(KernelSet? kernels = null)
    {
        string[] parts = ["norm_1", "attn.Wqkv", "attn.qk_bias", "attn.proj", "norm_2", "norm_3", "mlp.fc", "mlp.proj", "norm_4"];
        var ordinals = new Dictionary<string, long>
        {
            [TensorCatalog.Embedding] = 0,
            [TensorCatalog.Adapter] = 19,
            [TensorCatalog.FinalNorm] = 74,
        };
        AddBlocks("prelude", 2, 1);
        AddBlocks("core_block", 4, 20);
        AddBlocks("coda", 2, 56);

        return RecurrentDepthModel.Create(AppendixConfig, Tensors(AppendixConfig, spec =>
        {
            long ordinal = ordinals[spec.Name];
            return i => spec switch
            {
                { Name: TensorCatalog.Embedding } => 0.5f * AppendixValue(ordinal, i),
                { Shape.Count: 1 } => 1 + (0.4f * AppendixValue(ordinal, i)),
                { Shape.Count: 4 } => 0.5f * AppendixValue(ordinal, i),
                _ => 1.2f * AppendixValue(ordinal, i),
            };
        }), kernels: kernels);

        void AddBlocks(string room, int layers, int first)
        {
            for (int i = 0; i < layers * parts.Length; i++)
            {
                string suffix = parts[i % parts.Length] is var part && part.EndsWith("qk_bias", StringComparison.Ordinal) ? "" : ".weight";
                ordinals[$"{TensorCatalog.Block(room, i / parts.Length)}.{part}{suffix}"] = first + i;
            }
        }
    }

    /// <summary>A model of random weights; gains and biases are perturbed so that a forgotten one shows.</summary>
    public static RecurrentDepthModel Random(
        ModelConfig config, int seed, WeightFormat format = WeightFormat.Fp32, KernelSet? kernels = null) =>
        RecurrentDepthModel.Create(config, RandomTensors(config, seed), format, kernels);

    public static InMemoryTensors RandomTensors(ModelConfig config, int seed)
    {
        var random = new Random(seed);
        return Tensors(config, spec =>
        {
            float width = MathF.Sqrt(6f / spec.Shape[^1]);
            return _ => spec switch
            {
                { Shape.Count: 1 } => 1 + (0.4f * (random.NextSingle() - 0.5f)),
                { Shape.Count: 4 } => random.NextSingle() - 0.5f,
                _ => width * (random.NextSingle() - 0.5f),
            };
        });
    }

    /// <summary>Random tokens of a model's vocabulary.</summary>
    public static int[] Tokens(ModelConfig config, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(config.VocabularySize))];
    }

    public static Row[] Rows(SequenceState sequence, int first = 0) =>
        [.. Enumerable.Range(first, sequence.Length - first).Select(position => new Row(sequence, position))];

    public static void Steps(ForwardPass pass, Row[] rows, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            pass.CoreStep(rows);
        }
    }

    public static float[] Logits(ForwardPass pass, params Row[] rows)
    {
        float[] logits = new float[rows.Length * pass.Model.Config.PaddedVocabularySize];
        pass.Logits(rows, logits);
        return logits;
    }

    private static InMemoryTensors Tensors(ModelConfig config, Func<TensorSpec, Func<long, float>> values) =>
        new(TensorCatalog.For(config).ToDictionary(spec => spec, spec =>
        {
            var value = values(spec);
            float[] array = new float[spec.Count];
            for (int i = 0; i < array.Length; i++)
            {
                array[i] = value(i);
            }

            return array;
        }));
}
