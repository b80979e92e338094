using System.Text.Json;
using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch;
using DualPath.Training.Commands;

namespace DualPath.Training.Tests.Commands;

public sealed class ConformCommandTests : IDisposable
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "golden", "huginn-tiny");
    private readonly string _folder = Directory.CreateTempSubdirectory("dualpath").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Theory]
    [InlineData("managed")]
    [InlineData("torch")]
    public void Run_GoldenFolder_ReturnsZero(string engine)
    {
        Assert.Equal(0, ConformCommand.Run(Golden, engine, json: true, _output, _errors));

        var report = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.True(report.GetProperty("agrees").GetBoolean());
        Assert.InRange(report.GetProperty("largest").GetDouble(), 0, 1e-4);
        Assert.Equal(engine == "torch" ? 0 : 75, report.GetProperty("skipped").GetArrayLength());
    }

    [Theory]
    [InlineData("managed", 42, 3, 37, 3, 0, true)]
    [InlineData("torch", 42, 3, 37, 3, 0, true)]
    [InlineData("managed", 80, 5, 100, 64, 6, false)]
    [InlineData("torch", 80, 5, 100, 64, 6, false)]
    public void Run_CheckpointOfAnotherShape_ReturnsZero(string engine, int width, int heads, int words, int padding, int taps, bool codaAttention)
    {
        var config = new ModelConfig
        {
            HiddenSize = width,
            Heads = heads,
            IntermediateSize = 29,
            VocabularySize = words,
            PaddingMultiple = padding,
            ContextLength = 32,
            PreludeLayers = 1,
            CoreLayers = 3,
            CodaLayers = 2,
            CanonTapsEmbedding = taps,
            CanonTapsCore = taps / 2,
            CodaAttention = codaAttention,
        };
        using (var network = new RecurrentDepthNetwork(config, new Initialisation { Seed = 5, OutputGain = 8 }.For(config)))
        {
            RecordedFolder.Write(_folder, network);
        }

        int result = ConformCommand.Run(_folder, engine, json: false, _output, _errors);
        Assert.True(result == 0, _output.ToString() + _errors);
    }

    [Fact]
    public void Run_OneWeightChanged_ReturnsOneAndSaysWhatDiffers()
    {
        foreach (string file in Directory.GetFiles(Golden))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        // The last four bytes of the file: the last value of the last tensor stored.
        string weights = Path.Combine(_folder, ModelFiles.Weights);
        byte[] bytes = File.ReadAllBytes(weights);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), BitConverter.ToSingle(bytes, bytes.Length - 4) + 0.5f);
        File.WriteAllBytes(weights, bytes);

        Assert.Equal(1, ConformCommand.Run(_folder, "managed", json: false, _output, _errors));
        Assert.Contains("DIFFERS", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoFolder_ReturnsTwoAndNamesTheFile()
    {
        Assert.Equal(2, ConformCommand.Run(Path.Combine(_folder, "nothing"), "managed", json: false, _output, _errors));
        Assert.Contains("config.json", _errors.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _output.Dispose();
        _errors.Dispose();
    }
}
