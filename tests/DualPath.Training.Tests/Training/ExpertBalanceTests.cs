using DualPath.Training.Training;

namespace DualPath.Training.Tests.Training;

public sealed class ExpertBalanceTests
{
    [Fact]
    public void Change_ChosenMoreOrLessOftenThanTheMean_FallsOrRises()
    {
        // One of three for each row. The larger micro-batch counts for more: 0.5 * 10 + 0.1 * 90 = 14 against a mean of 33.3.
        float[] change = ExpertBalance.Change([([0.5f, 0.2f, 0.3f], 10), ([0.1f, 0.6f, 0.3f], 90)], active: 1, rate: 0.001);
        Assert.Equal([0.001f, -0.001f, 0.001f], change);
    }

    [Fact]
    public void Change_AllChosenAlike_IsNone() => Assert.Equal([0f, 0f], ExpertBalance.Change([([0.5f, 0.5f], 8)], active: 1, rate: 0.001));
}
