using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static DualPath.Grains.Tests.TurnReader;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>What the draft gate lets through, and what becomes of what it holds back.</summary>
public sealed class DraftGateTests : IAsyncLifetime
{
    private readonly ClusterFixture _cluster = new() { Configure = services => services.Configure<AnsweringOptions>(options => options.DraftGate = 0.5) };

    public async ValueTask InitializeAsync() => await _cluster.InitializeAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("right", "It is so: right", RulingOutcome.Confirmed)]
    [InlineData("wrong", "It is no: wrong", RulingOutcome.Amended)]
    public async Task Draft_Sure_IsShown(string question, string draft, RulingOutcome outcome)
    {
        var events = await _cluster.TurnAsync(NewId(), question);

        Assert.Equal(DraftSource.Shallow, events.OfType<DraftCompleted>().Single().Source);
        AssertAnswered(events, draft, question, outcome);
    }

    [Theory]
    [InlineData("unsure right", RulingOutcome.Confirmed)]
    [InlineData("unsure wrong", RulingOutcome.Amended)]
    public async Task Draft_Unsure_IsHeldBackFromItsFirstUnsureWordOn(string question, RulingOutcome outcome)
    {
        var events = await _cluster.TurnAsync(NewId(), question);

        var drafted = events.OfType<DraftCompleted>().Single();
        Assert.Equal((DraftSource.Acknowledgement, 0.2), (drafted.Source, drafted.Confidence));
        Assert.All(events.OfType<DeepProgress>(), progress => Assert.InRange(progress.ConfirmedCharacters, 0, "It is".Length));
        AssertAnswered(events, "It is", question, outcome);
    }

    [Fact]
    public async Task Draft_UnsureAndNeverRuledOn_IsShownAfterAll()
    {
        var events = await _cluster.TurnAsync(NewId(), "broken unsure wrong");

        Assert.Equal(DraftSource.Acknowledgement, events.OfType<DraftCompleted>().Single().Source);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((RulingOutcome.Unverified, "It is no: broken unsure wrong"), (completed.Ruling, completed.Text));
        AssertSound(events);
    }

    private static void AssertAnswered(List<TurnEvent> events, string shown, string question, RulingOutcome outcome)
    {
        Assert.Equal(shown, string.Concat(events.OfType<DraftDelta>().Select(delta => delta.Text)));
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((outcome, ScriptedGenerator.Answer(question)), (completed.Ruling, completed.Text));
        AssertSound(events);
    }
}
