using DualPath.Model.Conformance;
using DualPath.Model.Weights;

namespace DualPath.Model.Tests.Conformance;

public sealed class GoldenFolderTests
{
    [Fact]
    public void Compare_ReferenceCheckpoint_AgreesInEveryFigure()
    {
        var model = RecurrentDepthModel.Load(TestData.Golden);

        var report = GoldenFolder.Compare(TestData.Golden, new ManagedEngine(model));

        Assert.Empty(report.Mismatches);
        Assert.Empty(report.Unknown);
        Assert.All(report.Differences, d => Assert.True(d.Largest <= ConformanceReport.DefaultTolerance, $"{d}"));

        // Everything in the folder but the gradients was compared: a rotary table, the prelude, 7 depths of 2 tensors, the loss.
        Assert.Equal(17, report.Differences.Count);
        Assert.Equal(34, report.Matches.Count);
        Assert.All(report.Skipped, skipped => Assert.Contains(" grad/", skipped, StringComparison.Ordinal));
        Assert.True(report.Agrees());
    }

    [Fact]
    public void Compare_WrongModel_ReportsTensorsAndSequences()
    {
        // One changed option: what a wrong implementation would look like.
        var config = ModelConfig.Load(Path.Combine(TestData.Golden, ModelFiles.Config)) with { RopeBase = 10000 };
        using var file = SafetensorsFile.Open(Path.Combine(TestData.Golden, ModelFiles.Weights));

        var report = GoldenFolder.Compare(TestData.Golden, new ManagedEngine(RecurrentDepthModel.Create(config, file)));

        Assert.False(report.Agrees());
        Assert.True(report.Largest > 1e-3);
        Assert.Contains(report.Mismatches, m => m.Contains("greedy/full/r4", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_NamesNotUnderstoodOrFilesMissing_AreReportedAndDoNotAgree()
    {
        using var folder = new TempFolder();
        foreach (string source in Directory.EnumerateFiles(TestData.Golden))
        {
            File.Copy(source, folder.File(Path.GetFileName(source)));
        }

        File.Delete(folder.File("train_step.safetensors"));
        SafetensorsWriter.Write(folder.File("rope.safetensors"), [(new TensorSpec("sin_cos", [1]), new float[1])]);
        SafetensorsWriter.Write(folder.File("more.safetensors"), [(new TensorSpec("a", [1]), new float[1])]);

        var report = GoldenFolder.Compare(folder.Path, new ManagedEngine(RecurrentDepthModel.Load(folder.Path)));

        Assert.Empty(report.Mismatches);
        Assert.Equal(3, report.Unknown.Count);
        Assert.Contains(report.Unknown, u => u.Contains("sin_cos", StringComparison.Ordinal));
        Assert.Contains(report.Unknown, u => u.Contains("more.safetensors", StringComparison.Ordinal));
        Assert.Contains(report.Unknown, u => u.Contains("train_step.safetensors", StringComparison.Ordinal));
        Assert.False(report.Agrees());
    }
}
