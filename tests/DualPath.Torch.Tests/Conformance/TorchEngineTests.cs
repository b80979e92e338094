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
}
