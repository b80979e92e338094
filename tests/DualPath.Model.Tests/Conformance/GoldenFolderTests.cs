using DualPath.Model.Conformance;

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
}
