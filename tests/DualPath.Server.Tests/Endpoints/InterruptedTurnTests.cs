using System.Net;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Tests;
using DualPath.Server.Tests.Fixtures;
using DualPath.Server.Tests.Protocol;
using DualPath.Storage.Conversations;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace DualPath.Server.Tests.Endpoints;

/// <summary>Turns that are held up on purpose: by a reader who leaves, comes back or is slow, by a stop, or by the server's own end.</summary>
public sealed class InterruptedTurnTests
{
    private const string Id = "interrupted-conversation";

    [Fact]
    public async Task Turns_ReaderLeavesMidway_TheTurnIsCompletedAndCanBeReadOn()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        server.Model.Draft.Close();
        using var curl = server.CreateCurl();
        long seen;
        using (var response = await curl.AskAsync("Leaving?", Id))
        {
            await using var events = response.EventsAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
            Assert.True(await events.MoveNextAsync());
            Assert.True(await events.MoveNextAsync());
            Assert.IsType<DraftDelta>(events.Current);
            seen = events.Current.Seq;
        }

        server.Model.Draft.Open();
        using var rest = await curl.WatchAsync(Id, seen);
        var events2 = await rest.EventsAsync(TestContext.Current.CancellationToken).UntilTerminalAsync();

        Assert.Equal(seen + 1, events2[0].Seq);
        Assert.Equal(ScriptedModel.DraftOf("Leaving?"), Assert.IsType<TurnCompleted>(events2[^1]).Text);
    }

    [Fact]
    public async Task Events_FromAnyPosition_AreTheRestOfTheSameEvents()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        using var curl = server.CreateCurl();
        var all = await curl.AskToEndAsync("From where?", Id);

        for (int seen = 0; seen < all.Count; seen++)
        {
            using var response = await curl.WatchAsync(Id, seen);
            var rest = await response.EventsAsync(TestContext.Current.CancellationToken).UntilTerminalAsync();

            Assert.Equal(all.Skip(seen).Select(turnEvent => turnEvent.ToString()), rest.Select(turnEvent => turnEvent.ToString()));
        }
    }

    [Fact]
    public async Task Events_ReaderWhoHasSeenAll_IsToldSoAtOnceAndGetsTheNextTurnLive()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        using var curl = server.CreateCurl();
        var first = await curl.AskToEndAsync("First?", Id);

        using var response = await curl.WatchAsync(Id, first[^1].Seq);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var second = await curl.AskToEndAsync("Second?", Id);

        var live = await response.EventsAsync(TestContext.Current.CancellationToken).UntilTerminalAsync();
        Assert.Equal(second.Select(turnEvent => turnEvent.ToString()), live.Select(turnEvent => turnEvent.ToString()));
    }

    [Theory]
    [InlineData("deep")]
    [InlineData("everything")]
    public async Task Stop_DuringTheRuling_EndsTheTurnAndKeepsTheDraft(string target)
    {
        await using var server = await new ServerUnderTest().StartAsync();
        server.Model.Ruling.Close();
        using var curl = server.CreateCurl();
        using var response = await curl.AskAsync("Stop?", Id);
        await using var events = response.EventsAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        while (await events.MoveNextAsync() && events.Current is not DraftCompleted)
        {
        }

        using var stop = await curl.PostAsync(
            $"/api/conversations/{Id}/turns/{events.Current.TurnId}/stop",
            EventStreamReader.Json($$"""{"target": "{{target}}"}"""),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, stop.StatusCode);
        while (!events.Current.IsTerminal)
        {
            Assert.True(await events.MoveNextAsync());
        }

        var stopped = Assert.IsType<TurnStopped>(events.Current);
        Assert.Equal((target, ScriptedModel.DraftOf("Stop?")), (stopped.Target.ToString().ToLowerInvariant(), stopped.Text));
        Assert.False(await events.MoveNextAsync());
    }

    [Theory]
    [InlineData("http")]
    [InlineData("hub")]
    public async Task Stop_CallerLeavesMeanwhile_IsNotTakenBack(string by)
    {
        var log = new HeldLog(new InMemoryConversationLog());
        await using var server = await new ServerUnderTest { Log = log }.StartAsync();
        server.Model.Ruling.Close();
        using var curl = server.CreateCurl();
        using var first = await curl.AskAsync("Before the stopped one?", Id);
        await server.Model.Ruling.Reached;
        using var second = await curl.AskAsync("Stop, and go?", Id);
        await using var events = second.EventsAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());
        string turnId = events.Current.TurnId;
        var hold = log.HoldAppends(Id, item => item is TurnStopped);

        if (by == "http")
        {
            using var leaving = new CancellationTokenSource();
            var stop = curl.PostAsync($"/api/conversations/{Id}/turns/{turnId}/stop", EventStreamReader.Json("""{"target": "everything"}"""), leaving.Token);
            await hold.Reached;
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop);
        }
        else
        {
            await using var hub = server.CreateHub();
            await hub.StartAsync(TestContext.Current.CancellationToken);
            await hub.SendAsync("Stop", Id, turnId, "everything", TestContext.Current.CancellationToken);
            await hold.Reached;
        }

        hold.Release();

        Assert.IsType<TurnStopped>(await log.EndOf(turnId));
        server.Model.Ruling.Open();
    }

    [Fact]
    public async Task Turns_ModelFails_EndsInAFailureThatTellsNothingOfTheInside()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        server.Model.Draft.Fail(new InvalidOperationException("secret detail of the inside"));
        using var curl = server.CreateCurl();
        using var response = await curl.AskAsync("Will it fail?");

        var events = await response.EventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        var failed = Assert.IsType<TurnFailed>(events[^1]);
        Assert.Equal(ProblemTypes.AnswerFailed, failed.Problem.Type);
        Assert.DoesNotContain("secret", failed.Problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_TooManyOpen_Is429WithRetryAfter()
    {
        await using var server = await new ServerUnderTest().With("DualPath:Answering:MaxOpenTurns", "1").StartAsync();
        server.Model.Draft.Close();
        using var curl = server.CreateCurl();
        using var first = await curl.AskAsync("One?", Id);

        using var second = await curl.AskAsync("Two?", Id);

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Equal(ProblemTypes.TooManyOpenTurns, (await second.ProblemAsync()).Type);
    }

    [Fact]
    public async Task Turns_TooManyOpenInAllConversations_Is429AndHarmsNobodyElse()
    {
        await using var server = await new ServerUnderTest().With("DualPath:Answering:MaxOpenTurnsPerScope", "1").StartAsync();
        server.Model.Draft.Close();
        using var curl = server.CreateCurl();
        using var first = await curl.AskAsync("One?");

        using var second = await curl.AskAsync("Two?");

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Equal(ProblemTypes.TooManyOpenTurns, (await second.ProblemAsync()).Type);
        using var somebodyElse = new HttpClient { BaseAddress = server.Address };
        await somebodyElse.GetStringAsync("/", TestContext.Current.CancellationToken);
        using var other = await somebodyElse.AskAsync("Two?");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        server.Model.Draft.Open();
        await first.EventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        using var third = await curl.AskAsync("Three?");
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task Turns_Silence_IsFilledWithComments()
    {
        var time = new FakeTimeProvider();
        await using var server = await new ServerUnderTest()
            .With(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)))
            .StartAsync();
        server.Model.Draft.Close();
        using var curl = server.CreateCurl();
        using var response = await curl.AskAsync("Silent?");
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await server.Model.Draft.Reached;
        while (!(await body.ReadLineAsync(TestContext.Current.CancellationToken))!.StartsWith("event: draft.delta", StringComparison.Ordinal))
        {
        }

        for (int comments = 0; comments < 2; comments++)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            while (await body.ReadLineAsync(TestContext.Current.CancellationToken) != ": keep-alive")
            {
            }
        }

        server.Model.Draft.Open();
        Assert.Contains("turn.completed", await body.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_ServerRestartsDuringTheRuling_TheRulingIsGivenAfterwards()
    {
        var first = await new ServerUnderTest().StartAsync();
        first.Model.Ruling.Close();
        var shown = new List<TurnEvent>();
        using (var curl = first.CreateCurl())
        {
            using var response = await curl.AskAsync("Restart?", Id);
            await first.Model.Ruling.Reached;
            await first.DisposeAsync();
            shown.AddRange(await response.EventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        }

        await using var second = await new ServerUnderTest { Log = first.Log, Cache = first.Cache, DataDirectory = first.DataDirectory }.StartAsync();
        using var curlAgain = second.CreateCurl();
        using var rest = await curlAgain.WatchAsync(Id, shown[^1].Seq);
        shown.AddRange(await rest.EventsAsync(TestContext.Current.CancellationToken).UntilTerminalAsync());

        Assert.Equal(Enumerable.Range(1, shown.Count).Select(seq => (long)seq), shown.Select(turnEvent => turnEvent.Seq));
        Assert.Equal(RulingOutcome.Confirmed, Assert.IsType<TurnCompleted>(shown[^1]).Ruling);
        Assert.Equal(ScriptedModel.DraftOf("Restart?"), ShownText.Of(shown));
    }

    [Fact]
    public async Task Turns_ServerRestartsAndNobodyComesBack_TheRulingIsGivenAllTheSame()
    {
        var first = await new ServerUnderTest().StartAsync();
        first.Model.Ruling.Close();
        using (var curl = first.CreateCurl())
        {
            using var response = await curl.AskAsync("Anybody?", Id);
            await first.Model.Ruling.Reached;
            await first.DisposeAsync();
        }

        await using var second = await new ServerUnderTest { Log = first.Log, Cache = first.Cache, DataDirectory = first.DataDirectory }
            .With("DualPath:Answering:RetryDelay", "00:00:00")
            .StartAsync();
        await second.Model.Ruling.Reached;
        Assert.Equal(1, second.Model.Rulings);
    }

    [Fact]
    public async Task Turns_AnotherActivationHasWritten_AreRecordedAfterIt()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        using var curl = server.CreateCurl();
        var first = await curl.AskToEndAsync("First?", Id);
        long seq = first[^1].Seq;
        var onRecord = (TurnAccepted)(await server.Log.ReadAsync(Id, 0, TestContext.Current.CancellationToken))[0];
        TurnEvent[] elsewhere = [onRecord with { TurnId = "elsewhere", Seq = seq + 1 }, new TurnStopped { TurnId = "elsewhere", Seq = seq + 2, Text = "", Target = StopTarget.Everything }];
        Assert.True(await server.Log.TryAppendAsync(Id, elsewhere, TestContext.Current.CancellationToken));

        var second = await curl.AskToEndAsync("Second?", Id);

        Assert.Equal(seq + 3, second[0].Seq);
        Assert.IsType<TurnCompleted>(second[^1]);
    }
}
