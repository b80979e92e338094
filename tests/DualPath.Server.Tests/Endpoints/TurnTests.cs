using System.Net;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Server.Tests.Fixtures;
using DualPath.Server.Tests.Protocol;

namespace DualPath.Server.Tests.Endpoints;

public sealed class TurnTests(RunningServer running) : IClassFixture<RunningServer>
{
    private readonly ServerUnderTest _server = running.Server;
    private readonly HttpClient _curl = running.Server.CreateCurl();

    [Fact]
    public async Task Turns_AmendedTurn_StreamsEverythingInOrderAndEnds()
    {
        const string Question = "What is 347 + 589?";
        _server.Model.Rule(Question, "It is 936.");

        var events = await _curl.AskToEndAsync(Question);

        Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(turnEvent => turnEvent.Seq));
        Assert.Single(events.Select(turnEvent => turnEvent.TurnId).Distinct());
        var accepted = Assert.IsType<TurnAccepted>(events[0]);
        Assert.Equal(Question, accepted.Question);
        Assert.Matches("^[A-Za-z0-9_-]{22}$", accepted.ConversationId);
        Assert.Equal(ScriptedModel.DraftOf(Question), string.Concat(events.OfType<DraftDelta>().Select(delta => delta.Text)));
        Assert.Equal(DraftSource.Shallow, Assert.Single(events.OfType<DraftCompleted>()).Source);
        Assert.True(events.OfType<RevisionIssued>().Last().IsFinal);
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal((RulingOutcome.Amended, "It is 936."), (completed.Ruling, completed.Text));
        Assert.Equal(completed.Text, ShownText.Of(events));
    }

    [Fact]
    public async Task Turns_AnyTurn_NeverSaysWhoseItIs()
    {
        using var response = await _curl.AskAsync("Whose is this?");
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("turn.completed", body, StringComparison.Ordinal);
        Assert.DoesNotContain("scope", body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("address:", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_Response_IsNotBufferedOrKeptByAnyoneInBetween()
    {
        using var response = await _curl.AskAsync("Head only?");

        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Turns_TextInManyScripts_ComesOutAsItWentIn()
    {
        const string Question = "Zażółć 👩‍👩‍👧 日本語 \u202Eright-to-left\u202C <script>alert(1)</script> \" \\ \u2028 \0 ?";

        var events = await _curl.AskToEndAsync(Question);

        Assert.Equal(Question, Assert.IsType<TurnAccepted>(events[0]).Question);
        Assert.Equal(ScriptedModel.DraftOf(Question), Assert.IsType<TurnCompleted>(events[^1]).Text);
    }

    [Fact]
    public async Task Turns_SameQuestionAgain_IsAnsweredFromTheCacheWithoutTheModel()
    {
        const string Question = "Asked twice?";
        _server.Model.Rule(Question, "Ruled.");
        await _curl.AskToEndAsync(Question);
        var (drafts, rulings) = (_server.Model.Drafts, _server.Model.Rulings);

        var events = await _curl.AskToEndAsync(Question);

        Assert.Equal((drafts, rulings), (_server.Model.Drafts, _server.Model.Rulings));
        Assert.Equal(DraftSource.Cache, Assert.Single(events.OfType<DraftCompleted>()).Source);
        Assert.Empty(events.OfType<RevisionIssued>());
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal(("Ruled.", RulingOutcome.Amended), (completed.Text, completed.Ruling));
        Assert.Equal(GenerationUsage.None, completed.Usage);
    }

    [Fact]
    public async Task Turns_SameOperationAgain_IsTheSameTurn()
    {
        const string Id = "operation-conversation";
        using var first = await _curl.AskAsync("Once?", Id, "op-1");
        var before = await first.EventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        using var again = await _curl.AskAsync("Once?", Id, "op-1");
        var after = await again.EventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before.Select(turnEvent => (turnEvent.TurnId, turnEvent.Seq)), after.Select(turnEvent => (turnEvent.TurnId, turnEvent.Seq)));
    }

    [Fact]
    public async Task Turns_UnknownMembers_AreIgnored()
    {
        using var content = EventStreamReader.Json("""{"question": "Anything new?", "mood": {"of": ["the", "day"]}}""");
        using var response = await _curl.PostAsync("/api/turns", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Turns_SecondQuestionOfAConversation_ContinuesItsNumbers()
    {
        const string Id = "two-questions-long";
        var first = await _curl.AskToEndAsync("First?", Id);
        var second = await _curl.AskToEndAsync("Second?", Id);

        Assert.Equal(first[^1].Seq + 1, second[0].Seq);
        Assert.All(second, turnEvent => Assert.NotEqual(first[0].TurnId, turnEvent.TurnId));
    }
}
