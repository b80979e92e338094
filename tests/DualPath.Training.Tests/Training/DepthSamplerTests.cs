using DualPath.Training.Training;

namespace DualPath.Training.Tests.Training;

public sealed class DepthSamplerTests
{
    [Fact]
    public void Draw_ManyTimes_KeepsToItsMeanShallowShareAndCap()
    {
        var random = new Random(1);
        int[] drawn = [.. Enumerable.Range(0, 20_000).Select(_ => DepthSampler.Draw(random, mean: 8, most: 24))];

        Assert.InRange(drawn.Min(), 1, 1);
        Assert.InRange(drawn.Max(), 20, 24);

        // 85 % with mean 8, 15 % with mean 1.5.
        Assert.InRange(drawn.Average(), 6.7, 7.3);
        Assert.InRange(drawn.Count(depth => depth <= 2) / 20_000.0, 0.15, 0.25);
    }
}
