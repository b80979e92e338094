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
        Assert.Equal(70, _share.Of("c").Served);
    }

    [Fact]
    public void Enter_AfterLeavingWithMoreThanTheOthers_KeepsWhatItWasServed()
    {
        _share.Enter("a");
        _share.Enter("b");
        _share.Charge("a", 100);
        _share.Begin("a");
        _share.Leave("a");
        _share.Enter("a");
        Assert.Equal(100, _share.Of("a").Served);
    }

    [Fact]
    public void Leave_LastOfAll_ForgetsEverybody()
    {
        _share.Enter("a");
        _share.Charge("a", 100);
        _share.Begin("a");
        _share.Leave("a");
        _share.Enter("a");
        Assert.Equal(0, _share.Of("a").Served);
    }

    [Fact]
    public void OthersBefore_CallersTakeTurns_CountsAsManyOfEachAsOneHasBefore()
    {
        _share.Enter("a");
        _share.Enter("a");
        for (int i = 0; i < 3; i++)
        {
            _share.Enter("b");
        }

        _share.Enter("c");
        _share.Enter("d");
        _share.Begin("d");
        Assert.Equal([2, 3, 4], Enumerable.Range(0, 3).Select(own => _share.OthersBefore("a", own)));
    }
}
