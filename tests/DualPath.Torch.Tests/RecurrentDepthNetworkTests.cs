using System.Text.Json;
using DualPath.Model;
using DualPath.Model.Conformance;
using DualPath.Model.KvCache;
using DualPath.Model.Weights;
using DualPath.Torch.Conformance;
using DualPath.Torch.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Tests;

/// <summary>The options that the golden checkpoint does not have: convolutions, a coda without attention, bf16 products.</summary>
public sealed class RecurrentDepthNetworkTests : IDisposable
{
    private static readonly ModelConfig Config = new()
    {
        HiddenSize = 32,
        Heads = 2,
        IntermediateSize = 48,
        VocabularySize = 40,
        ContextLength = 64,
        PreludeLayers = 1,
        CoreLayers = 2,
        CodaLayers = 1,
        CanonTapsEmbedding = 5,
        CanonTapsCore = 3,
        CodaAttention = false,
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly RecurrentDepthNetwork _network = new(Config, new Initialisation { Seed = 3 }.For(Config));

    [Fact]
    public void Forward_ConvolutionsAndCodaWithoutAttention_EqualsManagedModel()
    {
        var model = RecurrentDepthModel.Create(Config, new InMemoryTensors(Parameters()));
        int[] tokens = [.. Enumerable.Range(0, 24).Select(i => i * 7 % 40)];
        float[] states = [.. Enumerable.Range(0, 24 * 32).Select(i => MathF.Sin(i))];

        var torch = new TorchEngine(_network).Forward(tokens, 2, 12, states, 5);
        var managed = new ManagedEngine(model).Forward(tokens, 2, 12, states, 5);

        Assert.Equal(torch.Prelude, managed.Prelude, (a, b) => MathF.Abs(a - b) < 1e-4f);
        Assert.Equal(torch.Logits, managed.Logits, (a, b) => MathF.Abs(a - b) < 1e-4f);
    }

    [Fact]
    public void Forward_CoreWithExperts_EqualsManagedModelAndTellsTheLoad()
    {
        var config = Config with { CoreExperts = 6, CoreExpertsActive = 2, CoreExpertSize = 16, CoreSharedExpertSize = 24 };
        using var network = new RecurrentDepthNetwork(config, spec =>
            spec.Name.EndsWith(TensorCatalog.RouterBias, StringComparison.Ordinal) ? tensor([0f, 0.1f, 0, 0, -0.1f, 0]) : new Initialisation { Seed = spec.Name.Length }.For(config)(spec));
        var model = RecurrentDepthModel.Create(
            config, new InMemoryTensors(TensorCatalog.For(config).ToDictionary(spec => spec, spec => network.Parameters[spec.Name].data<float>().ToArray())));
        int[] tokens = [.. Enumerable.Range(0, 24).Select(i => i * 7 % 40)];
        float[] states = [.. Enumerable.Range(0, 24 * 32).Select(i => MathF.Sin(i))];

        var torch = new TorchEngine(network).Forward(tokens, 2, 12, states, 5);
        var managed = new ManagedEngine(model).Forward(tokens, 2, 12, states, 5);
        Assert.Equal(torch.Logits, managed.Logits, (a, b) => MathF.Abs(a - b) < 1e-4f);

        var pass = network.Begin();
        pass.Recur(zeros(1, 24, 32), pass.Embed(tensor(tokens.Select(token => (long)token).ToArray()).reshape(1, 24)), 3, 2);
        Assert.Equal(5 * config.CoreLayers, pass.Routing.Loads.Count);
        Assert.All(pass.Routing.Loads, load => Assert.Equal(2, load.Sum(), 4));
        Assert.InRange(pass.Routing.Entropy()!.item<float>(), 0, MathF.Log(6) + 1e-4f);
    }

    [Fact]
    public void Greedy_CachedWithConvolutions_EqualsDecodingWithoutCache()
    {
        int[] prompt = [1, 2, 3, 4, 5];
        int[] cached = new CachedDecoder(_network).Greedy(prompt, 10, steps: 3, CacheLookup.Full, warmStart: false);

        List<int> naive = [.. prompt];
        while (naive.Count < 15)
        {
            var ids = tensor(naive.Select(token => (long)token).ToArray()).reshape(1, naive.Count);
            naive.Add((int)_network.Forward(ids, zeros(1, naive.Count, 32), 3, 0)[0, naive.Count - 1].argmax().item<long>());
        }

        Assert.Equal(naive, cached);
    }

    [Fact]
    public void Backward_StepsWithoutGradient_EqualsConstantInitialState()
    {
        var ids = arange(0, 8).reshape(1, 8);
        var start = Initialisation.InitialState(1, 8, 32, new Generator(5, CPU));
        _network.Forward(ids, start, withoutGradient: 2, withGradient: 2).square().sum().backward();
        float[] truncated = Gradient();

        var pass = _network.Begin();
        Tensor state;
        using (no_grad())
        {
            state = pass.Recur(start, pass.Embed(ids), 2, 0);
        }

        _network.Forward(ids, state, 0, 2).square().sum().backward();

        Assert.Equal(truncated, Gradient(), (a, b) => MathF.Abs(a - b) <= 1e-5f * (1 + MathF.Abs(a)));
    }

    [Fact]
    public void Begin_BFloat16_StaysNearSinglePrecisionAndHasGradients()
    {
        var ids = arange(0, 8).reshape(1, 8);
        var pass = _network.Begin(ScalarType.BFloat16);
        var logits = pass.Readout(pass.Latent(pass.Recur(zeros(1, 8, 32), pass.Embed(ids), 1, 2)));
        logits.square().sum().backward();

        var exact = _network.Forward(ids, zeros(1, 8, 32), 3, 0);
        Assert.InRange((logits - exact).abs().max().item<float>() / exact.abs().max().item<float>(), 1e-6f, 0.05f);
        Assert.Equal(ScalarType.Float32, _network.Parameters[TensorCatalog.Adapter].grad!.dtype);
    }

    [Fact]
    public void Load_ShapeThatDoesNotFit_NamesFileAndTensor()
    {
        string folder = Directory.CreateTempSubdirectory("dualpath").FullName;
        try
        {
            SafetensorsWriter.Write(
                Path.Combine(folder, ModelFiles.Weights), Parameters().Select(pair => (pair.Key, (ReadOnlyMemory<float>)pair.Value)));
            File.WriteAllText(Path.Combine(folder, ModelFiles.Config), (Config with { IntermediateSize = 47 }).ToJson());

            var error = Assert.Throws<ModelFormatException>(() => RecurrentDepthNetwork.Load(folder));

            Assert.EndsWith(ModelFiles.Weights, error.File, StringComparison.Ordinal);
            Assert.Contains("mlp.fc.weight", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Load_Shards_GivesTheWeights()
    {
        string folder = Directory.CreateTempSubdirectory("dualpath").FullName;
        try
        {
            var parts = Parameters().Select(pair => (pair.Key, (ReadOnlyMemory<float>)pair.Value)).Chunk(7).ToArray();
            for (int i = 0; i < parts.Length; i++)
            {
                SafetensorsWriter.Write(Path.Combine(folder, $"model-{i}.safetensors"), parts[i]);
            }

            var map = parts.SelectMany((part, i) => part.Select(tensor => (tensor.Key.Name, File: $"model-{i}.safetensors"))).ToDictionary(pair => pair.Name, pair => pair.File);
            File.WriteAllText(Path.Combine(folder, ModelFiles.Index), JsonSerializer.Serialize(new { weight_map = map }));
            File.WriteAllText(Path.Combine(folder, ModelFiles.Config), Config.ToJson());

            using var loaded = RecurrentDepthNetwork.Load(folder);

            Assert.True(parts.Length > 1);
            Assert.All(_network.Parameters, pair => Assert.Equal(pair.Value.data<float>().ToArray(), loaded.Parameters[pair.Key].data<float>().ToArray()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    private float[] Gradient()
    {
        var gradient = _network.Parameters[TensorCatalog.Adapter].grad!;
        float[] values = gradient.data<float>().ToArray();
        foreach (var parameter in _network.Parameters.Values)
        {
            parameter.grad?.zero_();
        }

        return values;
    }

    private Dictionary<TensorSpec, float[]> Parameters() =>
        TensorCatalog.For(Config).ToDictionary(spec => spec, spec => _network.Parameters[spec.Name].data<float>().ToArray());
}
