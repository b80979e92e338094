using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Conversations;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static DualPath.Grains.Tests.TurnReader;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>What the draft gate lets through, and what becomes of what it holds back.</summary>
public sealed class DraftGateTests : IAsyncLifetime
{
    private readonly ClusterFixture _cluster = new() { Configure = services => services.Configure<AnsweringOptions>(options => options.DraftGate = 0.5) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _cluster.InitializeAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("right", "It is so: right", RulingOutcome.Confirmed)]
    [InlineData("wrong", "It is no: wrong", RulingOutcome.Amended)]
    public async Task Draft_Sure_IsShown(string question, string draft, RulingOutcome outcome)
    {
        var events = await _cluster.TurnAsync(NewId(), question);

        var drafted = events.OfType<DraftCompleted>().Single();
        Assert.Equal((DraftSource.Shallow, null), (drafted.Source, drafted.Subject));
        AssertAnswered(events, draft, question, outcome);
    }

    [Theory]
    [InlineData("unsure right", RulingOutcome.Confirmed)]
    [InlineData("unsure wrong", RulingOutcome.Amended)]
    public async Task Draft_Unsure_IsHeldBackFromItsFirstUnsureWordOn(string question, RulingOutcome outcome)
    {
        var events = await _cluster.TurnAsync(NewId(), question);

        var drafted = events.OfType<DraftCompleted>().Single();
        Assert.Equal((DraftSource.Acknowledgement, 0.2, question), (drafted.Source, drafted.Confidence, drafted.Subject));
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

    [Fact]
    public async Task Draft_Unsure_NamesItsSubjectToWhoeverReadsItLater()
    {
        const string question = "hold an unsure draft. Right?";
        string id = NewId(), other = NewId();
        var receipt = await _cluster.AskAsync(id, question);
        await _cluster.DraftedAsync(id);
        await _cluster.Generator.Reached(question).WaitAsync(Cancel);
        var joined = await _cluster.AskAsync(other, question);
        await _cluster.DraftedAsync(other);
        _cluster.Generator.Release(question);

        var read = await _cluster.ReadTurnAsync(id, receipt.TurnId);
        var readAgain = await _cluster.ReadTurnAsync(id, receipt.TurnId);
        var readByAnother = await _cluster.ReadTurnAsync(other, joined.TurnId);

        Assert.All([read, readAgain, readByAnother], events => Assert.Equal("Right", events.OfType<DraftCompleted>().Single().Subject));
    }

    /// <summary>As after the death of the silo between draft and ruling; the second record is of before there were subjects.</summary>
    [Theory]
    [InlineData("as it is on record")]
    [InlineData(null)]
    public async Task Draft_HeldBackBeforeARestart_KeepsTheSubjectOnRecord(string? subject)
    {
        string question = $"hold an unsure draft that is left behind, {subject ?? "nameless"}", id = NewId(), turnId = NewId(), other = NewId();
        TurnEvent[] left =
        [
            new TurnAccepted { ConversationId = id, Question = question, AcceptedAt = DateTimeOffset.UnixEpoch, Scope = Scope, TurnId = turnId, Seq = 1 },
            new DraftDelta { Text = "It is", TurnId = turnId, Seq = 2 },
            new DraftCompleted { Source = DraftSource.Acknowledgement, RecurrentSteps = 2, Subject = subject, TurnId = turnId, Seq = 3 },
        ];
        Assert.True(await _cluster.Log.TryAppendAsync(id, left, Cancel));
        await new OwedTurns(_cluster.Log, _cluster.Cluster.Client, NullLogger<OwedTurns>.Instance).SweepAsync(Cancel);
        await _cluster.Generator.Reached(question).WaitAsync(Cancel);

        var joined = await _cluster.AskAsync(other, question);
        await _cluster.DraftedAsync(other);
        _cluster.Generator.Release(question);

        foreach (var events in new[] { await _cluster.ReadTurnAsync(id, turnId), await _cluster.ReadTurnAsync(other, joined.TurnId) })
        {
            AssertSound(events);
            var drafted = events.OfType<DraftCompleted>().Single();
            Assert.Equal((DraftSource.Acknowledgement, subject), (drafted.Source, drafted.Subject));
        }
    }

    private static void AssertAnswered(List<TurnEvent> events, string shown, string question, RulingOutcome outcome)
    {
        Assert.Equal(shown, string.Concat(events.OfType<DraftDelta>().Select(delta => delta.Text)));
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((outcome, ScriptedGenerator.Answer(question)), (completed.Ruling, completed.Text));
        AssertSound(events);
    }
}
