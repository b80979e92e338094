using DualPath.Contracts.Conversations;
using DualPath.Grains.Conversations;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static DualPath.Grains.Tests.TurnReader;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>What becomes of a turn that nobody watches, where the operator wants it stopped.</summary>
public sealed class UnwatchedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StopTarget.Deep)]
    [InlineData(StopTarget.Everything)]
    public async Task Turn_NobodyWatches_IsStopped(StopTarget target)
    {
        const string question = "hold unwatched wrong";
        await using var cluster = new ClusterFixture
        {
            Configure = services => services.Configure<AnsweringOptions>(options => (options.StopUnwatched, options.UnwatchedFor) = (target, TimeSpan.Zero)),
        };
        await cluster.InitializeAsync();

        var receipt = await cluster.AskAsync(NewId(), question);

        var stopped = Assert.IsType<TurnStopped>(await cluster.Log.EndOf(receipt.TurnId));
        Assert.Equal(target, stopped.Target);
        if (target == StopTarget.Deep)
        {
            Assert.Equal($"It is no: {question}", stopped.Text);
        }
    }

    [Fact]
    public async Task Gone_NobodyCame_EndsWhenPatienceDoes()
    {
        var gone = new Watchers(_time).GoneAsync(Patience, Cancel);

        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(gone.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await gone;
    }

    [Fact]
    public async Task Gone_SomebodyWatches_CountsFromWhenTheyLeave()
    {
        var watchers = new Watchers(_time);
        var gone = watchers.GoneAsync(Patience, Cancel);
        using (watchers.Enter())
        {
            _time.Advance(10 * Patience);
        }

        Assert.False(gone.IsCompleted);
        _time.Advance(Patience);
        await gone;
    }

    [Fact]
    public void Gone_BackInTime_IsNotGone()
    {
        var watchers = new Watchers(_time);
        watchers.Enter().Dispose();
        var gone = watchers.GoneAsync(Patience, Cancel);
        _time.Advance(Patience / 2);
        using var back = watchers.Enter();

        _time.Advance(Patience);

        Assert.False(gone.IsCompleted);
    }
}
