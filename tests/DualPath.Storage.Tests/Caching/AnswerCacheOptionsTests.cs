using DualPath.Storage.Caching;

namespace DualPath.Storage.Tests.Caching;

public sealed class AnswerCacheOptionsTests
{
    [Fact]
    public void NextTimeToLive_ManyEntries_AreSpreadOverTheWholeBand()
    {
        var options = new AnswerCacheOptions { TimeToLive = TimeSpan.FromHours(10), Jitter = 0.1 };
        var random = new Random(7);

        double[] hours = [.. Enumerable.Range(0, 1000).Select(_ => options.NextTimeToLive(random).TotalHours)];

        Assert.All(hours, h => Assert.InRange(h, 9, 11));
        Assert.True(hours.Min() < 9.1 && hours.Max() > 10.9, $"from {hours.Min()} to {hours.Max()}");
    }
}
