using DualPath.Model.Weights;

namespace DualPath.Model.Tests;

public sealed class RecurrentDepthModelTests : IDisposable
{
    private static readonly ModelConfig Config = TestModels.CanonConfig;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<TensorSpec, float[]> _tensors = [];

    public RecurrentDepthModelTests()
    {
        var source = TestModels.RandomTensors(Config, seed: 1);
        foreach (var spec in source.Tensors)
        {
            _tensors[spec] = new float[spec.Count];
            source.Read(spec.Name, 0, _tensors[spec]);
        }
    }

    [Fact]
    public void Load_WrittenCheckpoint_ComputesLikeTheTensorsInMemory()
    {
        Write(WeightFormat.Fp32);
        var loaded = RecurrentDepthModel.Load(_folder.Path);
        var inMemory = RecurrentDepthModel.Create(Config, new InMemoryTensors(_tensors));

        Assert.Equal(Config, loaded.Config);
        Assert.Equal(Logits(inMemory), Logits(loaded));
        Assert.Null(inMemory.Checksum);
        Assert.Equal(64, loaded.Checksum!.Length);
    }

    [Fact]
    public void Load_StoredFormat_DecidesUnlessAskedOtherwise()
    {
        Write(WeightFormat.Bf16);
        var asStored = RecurrentDepthModel.Load(_folder.Path);
        var widened = RecurrentDepthModel.Load(_folder.Path, WeightFormat.Fp32);

        Assert.Equal(WeightFormat.Bf16, asStored.WeightFormat);
        Assert.Equal(WeightFormat.Fp32, widened.WeightFormat);
        Assert.Equal(Logits(widened), Logits(asStored));
    }

    [Fact]
    public void Checksum_OfEitherFile_ChangesWithItsContent()
    {
        Write(WeightFormat.Fp32);
        string original = ModelChecksum.Compute(_folder.Path);
        Assert.Equal(original, ModelChecksum.Compute(_folder.Path));

        File.AppendAllText(_folder.File(ModelFiles.Config), " ");
        string otherConfig = ModelChecksum.Compute(_folder.Path);
        _tensors.First().Value[0] += 1;
        Write(WeightFormat.Fp32);

        Assert.NotEqual(original, otherConfig);
        Assert.NotEqual(original, ModelChecksum.Compute(_folder.Path));
    }

    [Fact]
    public void Load_TiedHeadAndRotaryTable_AreAcceptedAndIgnored()
    {
        _tensors[new TensorSpec(TensorCatalog.Ignored[0], [40, 16])] = [.. _tensors.First(t => t.Key.Name == TensorCatalog.Embedding).Value];
        _tensors[new TensorSpec(TensorCatalog.Ignored[1], [1, 4, 1, 4, 2])] = new float[32];
        Write(WeightFormat.Fp32);
        RecurrentDepthModel.Load(_folder.Path);

        _tensors.First(t => t.Key.Name == TensorCatalog.Ignored[0]).Value[^1] += 1;
        Write(WeightFormat.Fp32);
        Refuses("lm_head.weight");
    }

    [Fact]
    public void Load_MissingSurplusOrReshapedTensor_IsRefusedByName()
    {
        foreach (var spec in _tensors.Keys.ToArray())
        {
            float[] values = _tensors[spec];
            _tensors.Remove(spec);
            Write(WeightFormat.Fp32);
            Refuses($"\"{spec.Name}\" is missing");

            var flat = new TensorSpec(spec.Name, [1, .. spec.Shape]);
            _tensors[flat] = values;
            Write(WeightFormat.Fp32);
            Refuses($"\"{spec.Name}\" has the shape");
            _tensors.Remove(flat);
            _tensors[spec] = values;
        }

        _tensors[new TensorSpec("transformer.extra", [1])] = [0];
        Write(WeightFormat.Fp32);
        Refuses("\"transformer.extra\" belongs to no part");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Load_ValueNotFinite_IsRefusedByName(float value)
    {
        _tensors.First(t => t.Key.Name == TensorCatalog.Adapter).Value[3] = value;
        Write(WeightFormat.Fp32);
        Refuses($"\"{TensorCatalog.Adapter}\" holds a value");
    }

    [Fact]
    public void Load_ConfigOfAHugeModelOverASmallFile_IsRefusedInLittleMemory()
    {
        Write(WeightFormat.Fp32);
        var huge = Config with { HiddenSize = 65536, Heads = 64, VocabularySize = 1 << 22, CoreLayers = 256, PreludeLayers = 256 };
        File.WriteAllText(_folder.File(ModelFiles.Config), huge.ToJson());
        long before = GC.GetAllocatedBytesForCurrentThread();

        Refuses("has the shape");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("{}", "n_embd")]
    public void Load_ConfigThatIsNone_IsRefused(string json, string problem)
    {
        Write(WeightFormat.Fp32);
        File.WriteAllText(_folder.File(ModelFiles.Config), json);
        var error = Assert.Throws<ModelFormatException>(() => RecurrentDepthModel.Load(_folder.Path));
        Assert.EndsWith(ModelFiles.Config, error.File, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_HuginnConfig_KeepsTheDefaultsOfAbsentFields()
    {
        var config = ModelConfig.Load(Path.Combine(TestData.Golden, ModelFiles.Config));

        Assert.True(config.CodaAttention);
        Assert.Equal(0, config.CanonTapsCore);
        Assert.Equal(64, config.HiddenSize);
    }

    [Fact]
    public void Validate_UnsupportedArchitectures_AreRefusedByField()
    {
        Check(Config with { HiddenSize = 15 }, "n_embd");
        Check(Config with { Heads = 16 }, "n_embd");
        Check(Config with { CoreLayers = 0 }, "n_layers_in_recurrent_block");
        Check(Config with { TieEmbeddings = false }, "tie_embeddings");
        Check(Config with { Bias = true }, "bias");
        Check(Config with { InjectionType = "add" }, "injection_type");
        Check(Config with { NormEpsilon = float.NaN }, "norm_eps");
        Check(Config with { RopeBase = double.PositiveInfinity }, "rope_base");
        Check(Config with { ContextLength = int.MaxValue }, "block_size");
        Check(Config with { CoreExperts = 4, CoreExpertsActive = 5, CoreExpertSize = 8, CoreSharedExpertSize = 8 }, "core_experts_active");
        Check(Config with { CoreExperts = 4, CoreExpertsActive = 2, CoreExpertSize = 8 }, "core_shared_expert_size");

        static void Check(ModelConfig config, string field) => Assert.Contains(
            $"\"{field}\"", Assert.Throws<ModelFormatException>(() => config.Validate("config.json")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Logits(RecurrentDepthModel model)
    {
        var pass = new ForwardPass(model);
        using var sequence = model.CreateSequence(8);
        pass.Prelude(sequence, [1, 2, 3, 4]);
        TestModels.Steps(pass, TestModels.Rows(sequence), 2);
        return TestModels.Logits(pass, TestModels.Rows(sequence));
    }

    private void Write(WeightFormat format)
    {
        SafetensorsWriter.Write(_folder.File(ModelFiles.Weights), _tensors.Select(t => (t.Key, (ReadOnlyMemory<float>)t.Value)), format);
        if (!File.Exists(_folder.File(ModelFiles.Config)))
        {
            File.WriteAllText(_folder.File(ModelFiles.Config), Config.ToJson());
        }
    }

    private void Refuses(string problem)
    {
        var error = Assert.Throws<ModelFormatException>(() => RecurrentDepthModel.Load(_folder.Path));
        Assert.EndsWith(ModelFiles.Weights, error.File, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }
}
