using DualPath.Engine.Models;
using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Training.Commands;

namespace DualPath.Training.Tests.Commands;

public sealed class MeanCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dualpath-mean-").FullName;

    private static string Shipped(string name) => Path.Combine(AppContext.BaseDirectory, "models", name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_TwoModels_EveryWeightLiesHalfWayBetween()
    {
        string other = Changed("other", values => Array.ConvertAll(values, value => (value * 3) + 1));

        Assert.Equal(0, MeanCommand.Run([Shipped("first"), other], Path.Combine(_folder, "mean")));

        // Loading looks at the checksums.
        LoadedModel.Load(Path.Combine(_folder, "mean"));
        using var mean = Open(Path.Combine(_folder, "mean"));
        using var a = Open(Shipped("first"));
        using var b = Open(other);
        Assert.NotEmpty(mean.Tensors);
        foreach (var spec in mean.Tensors)
        {
            // As close as bfloat16 can write it.
            Assert.All(
                a.ReadFloats(spec.Name).Zip(b.ReadFloats(spec.Name), mean.ReadFloats(spec.Name)),
                value => Assert.InRange(value.Third - ((value.First + value.Second) / 2), -Math.Abs(value.First + value.Second) / 256, Math.Abs(value.First + value.Second) / 256));
        }
    }

    [Fact]
    public void Run_ModelsOfTwoKinds_SaysSoAndWritesNothing()
    {
        Assert.Equal(2, MeanCommand.Run([Shipped("first"), Shipped("default")], Path.Combine(_folder, "mean")));
        Assert.False(Directory.Exists(Path.Combine(_folder, "mean")));
    }

    [Fact]
    public void Run_NoModelThere_SaysSo() => Assert.Equal(2, MeanCommand.Run([Shipped("first"), Path.Combine(_folder, "nothing")], Path.Combine(_folder, "mean")));

    private static SafetensorsFile Open(string folder) => SafetensorsFile.Open(Path.Combine(folder, ModelFiles.Weights));

    private string Changed(string name, Func<float[], float[]> change)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (string file in new[] { ModelFiles.Config, "tokenizer.json" })
        {
            File.Copy(Path.Combine(Shipped("first"), file), Path.Combine(folder, file));
        }

        using var source = Open(Shipped("first"));
        SafetensorsWriter.Write(
            Path.Combine(folder, ModelFiles.Weights), source.Tensors.Select(spec => (spec, (ReadOnlyMemory<float>)change(source.ReadFloats(spec.Name)))), WeightFormat.Bf16);
        return folder;
    }
}
