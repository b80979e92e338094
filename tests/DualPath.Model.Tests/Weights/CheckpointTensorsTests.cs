using DualPath.Model.Weights;

namespace DualPath.Model.Tests.Weights;

public sealed class CheckpointTensorsTests : IDisposable
{
    private const string First = "model-00001-of-00002.safetensors";
    private const string Second = "model-00002-of-00002.safetensors";

    private static readonly ModelConfig Config = TestModels.SmallConfig;

    private readonly TempFolder _folder = new();
    private readonly InMemoryTensors _tensors = TestModels.RandomTensors(Config, seed: 3);

    public CheckpointTensorsTests() => File.WriteAllText(_folder.File(ModelFiles.Config), Config.ToJson());

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Load_Shards_ComputesLikeOneFile(int shards)
    {
        ShardedCheckpoint.Write(_folder.Path, Values(), shards, WeightFormat.Bf16);
        var sharded = RecurrentDepthModel.Load(_folder.Path);
        using var other = new TempFolder();
        SafetensorsWriter.Write(other.File(ModelFiles.Weights), Values(), WeightFormat.Bf16);
        File.WriteAllText(other.File(ModelFiles.Config), Config.ToJson());
        var whole = RecurrentDepthModel.Load(other.Path);

        Assert.Equal(WeightFormat.Bf16, sharded.WeightFormat);
        Assert.Equal(Logits(whole), Logits(sharded));
        Assert.NotEqual(whole.Checksum, sharded.Checksum);
    }

    [Fact]
    public void Checksum_OfEveryFile_ChangesWithItsContent()
    {
        ShardedCheckpoint.Write(_folder.Path, Values(), 3);
        string original = ModelChecksum.Compute(_folder.Path);
        Assert.Equal(["model.safetensors.index.json", .. Enumerable.Range(1, 3).Select(i => $"model-0000{i}-of-00003.safetensors")], ModelFiles.WeightFiles(_folder.Path));

        foreach (string file in ModelFiles.WeightFiles(_folder.Path).Append(ModelFiles.Config))
        {
            byte[] content = File.ReadAllBytes(_folder.File(file));
            File.WriteAllBytes(_folder.File(file), [.. content, (byte)' ']);
            Assert.NotEqual(original, ModelChecksum.Compute(_folder.Path));
            File.WriteAllBytes(_folder.File(file), content);
        }

        Assert.Equal(original, ModelChecksum.Compute(_folder.Path));
    }

    [Fact]
    public void Load_WrongValueInAShard_NamesTheShardAndTheTensor()
    {
        var values = Values().ToList();
        int adapter = values.FindIndex(t => t.Spec.Name == TensorCatalog.Adapter);
        float[] broken = values[adapter].Values.ToArray();
        broken[5] = float.NaN;
        values[adapter] = (values[adapter].Spec, broken);
        var placed = ShardedCheckpoint.Write(_folder.Path, values, 4);

        var error = Assert.Throws<ModelFormatException>(() => RecurrentDepthModel.Load(_folder.Path));

        Assert.Equal(_folder.File(placed[TensorCatalog.Adapter]), error.File);
        Assert.Contains($"\"{TensorCatalog.Adapter}\" holds a value", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TensorTheArchitectureLacks_NamesItsShard()
    {
        var placed = ShardedCheckpoint.Write(_folder.Path, Values().Append((new TensorSpec("transformer.extra", [1]), new float[1])), 2);
        var error = Assert.Throws<ModelFormatException>(() => RecurrentDepthModel.Load(_folder.Path));
        Assert.Equal(_folder.File(placed["transformer.extra"]), error.File);
        Assert.Contains("\"transformer.extra\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ShardMissing_NamesTheShard()
    {
        ShardedCheckpoint.Write(_folder.Path, Values(), 2);
        File.Delete(_folder.File(Second));
        Refuses(Second, "");
        Assert.Throws<ModelFormatException>(() => RecurrentDepthModel.Load(_folder.Path));
    }

    [Fact]
    public void Open_TensorInTwoShards_NamesTheOneInWhichItShouldNotBe()
    {
        TwoShards(["a", "b"], ["a", "c"], """{"a": "ONE", "b": "ONE", "c": "TWO"}""");
        Refuses(Second, $"tensor \"a\" is here, but {ModelFiles.Index} places it in {First}");
    }

    [Fact]
    public void Open_TensorNotInTheIndex_IsRefused()
    {
        TwoShards(["a", "b"], ["c"], """{"a": "ONE", "c": "TWO"}""");
        Refuses(First, "tensor \"b\" is not listed");
    }

    [Fact]
    public void Open_TensorNotWhereTheIndexPlacesIt_IsRefused()
    {
        TwoShards(["a"], ["c"], """{"a": "ONE", "b": "ONE", "c": "TWO"}""");
        Refuses(First, "tensor \"b\" is missing");
    }

    [Theory]
    [InlineData("../x.safetensors")]
    [InlineData("/etc/x.safetensors")]
    [InlineData("..\\\\x.safetensors")]
    [InlineData("c:x.safetensors")]
    [InlineData("sub/x.safetensors")]
    [InlineData("x\\u0000.safetensors")]
    [InlineData(".safetensors")]
    [InlineData("x.bin")]
    [InlineData("")]
    [InlineData("..")]
    public void Open_ShardThatIsNoPlainName_IsRefused(string shard)
    {
        Index($$$"""{"weight_map": {"the.tensor": "{{{shard}}}"}}""");
        Refuses(ModelFiles.Index, "tensor \"the.tensor\" is placed in");
    }

    [Theory]
    [InlineData("", "index")]
    [InlineData("[]", "StartArray")]
    [InlineData("{}", "has no \"weight_map\"")]
    [InlineData("""{"weight_map": {}}""", "names 0 files")]
    [InlineData("""{"weight_map": []}""", "StartArray")]
    [InlineData("""{"weight_map": {"a": 1}}""", "Number")]
    [InlineData("""{"weight_map": {"a": null}}""", "Null")]
    [InlineData("""{"weight_map": {"a": "x.safetensors", "a": "x.safetensors"}}""", "\"a\" is listed twice")]
    [InlineData("""{"weight_map": {"a": "x.safetensors"}, "weight_map": {}}""", "more than one")]
    [InlineData("""{"weight_map": {"a": "x.safetensors"}} {}""", "index")]
    [InlineData("""{"weight_map": {"a": "\ud800.safetensors"}}""", "index")]
    [InlineData("""{"metadata": [[[[[[[[[]]]]]]]]], "weight_map": {"a": "x.safetensors"}}""", "index")]
    public void Open_IndexThatIsNone_IsRefused(string json, string problem)
    {
        Index(json);
        Refuses(ModelFiles.Index, problem);
    }

    [Fact]
    public void Open_IndexOfManyShards_IsRefusedBeforeAnyIsOpened()
    {
        string map = string.Join(",", Enumerable.Range(0, 1025).Select(i => $"\"{i}\": \"{i}.safetensors\""));
        Index($"{{\"weight_map\": {{{map}}}}}");
        Refuses(ModelFiles.Index, "names 1025 files");
    }

    [Fact]
    public void Open_HugeIndex_IsRefusedWithoutReadingIt()
    {
        using (var file = File.Create(_folder.File(ModelFiles.Index)))
        {
            file.SetLength(1L << 33);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Refuses(ModelFiles.Index, "bytes; an index has at most");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Open_IndexBesideOneFile_IsRefused()
    {
        ShardedCheckpoint.Write(_folder.Path, Values(), 2);
        SafetensorsWriter.Write(_folder.File(ModelFiles.Weights), Values());
        Refuses(ModelFiles.Index, "stands beside a model.safetensors");
    }

    [Fact]
    public void Open_MutatedIndex_LoadsOrRefuses()
    {
        ShardedCheckpoint.Write(_folder.Path, Values(), 2);
        byte[] original = File.ReadAllBytes(_folder.File(ModelFiles.Index));
        var random = new Random(20261125);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] mutated = [.. original];
            for (int edits = 1 + random.Next(3); edits > 0; edits--)
            {
                mutated[random.Next(mutated.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"{}[]\",:./\\"[random.Next(10)];
            }

            File.WriteAllBytes(_folder.File(ModelFiles.Index), mutated);
            try
            {
                CheckpointTensors.Open(_folder.Path).Dispose();
            }
            catch (ModelFormatException e)
            {
                Assert.StartsWith(_folder.Path, e.File, StringComparison.Ordinal);
            }
        }
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

    private IEnumerable<(TensorSpec Spec, ReadOnlyMemory<float> Values)> Values() => _tensors.Tensors.Select(spec =>
    {
        float[] values = new float[spec.Count];
        _tensors.Read(spec.Name, 0, values);
        return (spec, (ReadOnlyMemory<float>)values);
    });

    private void TwoShards(string[] first, string[] second, string map)
    {
        SafetensorsWriter.Write(_folder.File(First), first.Select(Scalar));
        SafetensorsWriter.Write(_folder.File(Second), second.Select(Scalar));
        Index($$"""{"metadata": {"total_size": 12}, "weight_map": {{map.Replace("ONE", First).Replace("TWO", Second)}}}""");

        static (TensorSpec Spec, ReadOnlyMemory<float> Values) Scalar(string name) => (new TensorSpec(name, []), new float[1]);
    }

    private void Index(string json) => File.WriteAllText(_folder.File(ModelFiles.Index), json);

    private void Refuses(string file, string problem)
    {
        var error = Assert.Throws<ModelFormatException>(() => CheckpointTensors.Open(_folder.Path).Dispose());
        Assert.Equal(_folder.File(file), error.File);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }
}
