using DualPath.Model.Conformance;
using DualPath.Torch.Conformance;

namespace DualPath.Torch.Tests.Conformance;

public sealed class TorchEngineTests
{
    [Fact]
    public void Compare_GoldenCheckpoint_AgreesInEverythingAndSkipsNothing()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "golden", "huginn-tiny");
        using var network = RecurrentDepthNetwork.Load(folder);

        var report = GoldenFolder.Compare(folder, new TorchEngine(network));

        Assert.True(report.Agrees(), $"largest difference {report.Largest:E2}; {string.Join('\n', [.. report.Mismatches, .. report.Unknown])}");
        Assert.Empty(report.Skipped);
        Assert.Equal(network.Parameters.Count, report.Differences.Count(difference => difference.Tensor.StartsWith("grad/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Compare_UnderConstantGarbageCollection_AgreesAllTheSame()
    {
        // TorchSharp lets go of the numbers it passes while the native code still reads them (see Held).
        string folder = Path.Combine(AppContext.BaseDirectory, "golden", "huginn-tiny");
        using var network = RecurrentDepthNetwork.Load(folder);
        using var done = new CancellationTokenSource();
        var collector = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    GC.Collect(0);
                    GC.WaitForPendingFinalizers();
                }
            },
            TestContext.Current.CancellationToken);

        var report = GoldenFolder.Compare(folder, new TorchEngine(network));
        await done.CancelAsync();
        await collector;

        Assert.True(report.Agrees(), $"largest difference {report.Largest:E2}; {string.Join('\n', [.. report.Mismatches, .. report.Unknown])}");
    }
}
