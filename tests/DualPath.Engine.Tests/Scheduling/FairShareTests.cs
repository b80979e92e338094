using DualPath.Engine.Scheduling;

namespace DualPath.Engine.Tests.Scheduling;

public sealed class FairShareTests
{
    private readonly FairShare _share = new();

    [Fact]
    public void Enter_WhileOthersAreServed_StartsAtTheLeastServedOfThem()
    {
        _share.Enter("a");
        _share.Enter("b");
        _share.Charge("a", 100);
        _share.Charge("b", 70);
        _share.Enter("c");
        Assert.Equal(70, _share.Served("c"));
    }

    [Fact]
    public void Enter_AfterLeavingWithMoreThanTheOthers_KeepsWhatItWasServed()
    {
        _share.Enter("a");
        _share.Enter("b");
        _share.Charge("a", 100);
        _share.Leave("a");
        _share.Enter("a");
        Assert.Equal(100, _share.Served("a"));
    }

    [Fact]
    public void Leave_LastOfAll_ForgetsEverybody()
    {
        _share.Enter("a");
        _share.Charge("a", 100);
        _share.Leave("a");
        _share.Enter("a");
        Assert.Equal(0, _share.Served("a"));
    }
}
