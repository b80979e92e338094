using System.Net;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Server.Tests.Fixtures;

namespace DualPath.Server.Tests.Identity;

public sealed class CallerScopeTests
{
    private const string Id = "somebodys-conversation";

    [Fact]
    public async Task Conversation_OfAnotherVisitor_LooksLikeNone()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        using var ann = await VisitorAsync(server);
        using var bob = await VisitorAsync(server);
        using var curl = server.CreateCurl();
        var events = await ann.AskToEndAsync("Mine?", Id);

        foreach (var other in new[] { bob, curl })
        {
            using var watched = await other.WatchAsync(Id);
            using var asked = await other.AskAsync("Yours?", Id);
            using var stopped = await other.PostAsync(
                $"/api/conversations/{Id}/turns/{events[0].TurnId}/stop",
                EventStreamReader.Json("""{"target": "everything"}"""),
                TestContext.Current.CancellationToken);
            using var disowned = await other.PostAsync(
                $"/api/conversations/{Id}/turns/{events[0].TurnId}/disown", null, TestContext.Current.CancellationToken);
            using var none = await other.WatchAsync("nobodys-conversation");

            Assert.Equal(await none.ProblemAsync(), await watched.ProblemAsync());
            Assert.Equal(ProblemTypes.NotFound, (await asked.ProblemAsync()).Type);
            Assert.Equal(ProblemTypes.NotFound, (await stopped.ProblemAsync()).Type);
            Assert.Equal(ProblemTypes.NotFound, (await disowned.ProblemAsync()).Type);
        }

        using var own = await ann.WatchAsync(Id);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task Cache_OfAnotherVisitor_IsNotUsed()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        using var ann = await VisitorAsync(server);
        using var bob = await VisitorAsync(server);
        await ann.AskToEndAsync("Same words?");

        var events = await bob.AskToEndAsync("Same words?");

        Assert.Equal(DraftSource.Shallow, Assert.Single(events.OfType<DraftCompleted>()).Source);
    }

    [Fact]
    public async Task SharedScope_WhenSet_IsEverybodys()
    {
        await using var server = await new ServerUnderTest().With("DualPath:Server:SharedScope", "office").StartAsync();
        using var ann = await VisitorAsync(server);
        using var bob = await VisitorAsync(server);
        await ann.AskToEndAsync("Same words?", Id);

        var events = await bob.AskToEndAsync("Same words?");
        using var watched = await bob.WatchAsync(Id);

        Assert.Equal(DraftSource.Cache, Assert.Single(events.OfType<DraftCompleted>()).Source);
        Assert.Equal(HttpStatusCode.OK, watched.StatusCode);
    }

    [Fact]
    public async Task VisitorAndCurl_AfterARestart_FindTheirAnswersAgain()
    {
        var first = await new ServerUnderTest().StartAsync();
        var cookies = new CookieContainer();
        using (var ann = await VisitorAsync(first, cookies))
        using (var curl = first.CreateCurl())
        {
            await ann.AskToEndAsync("Visitor's?", Id);
            await curl.AskToEndAsync("Curl's?");
        }

        await first.DisposeAsync();

        await using var second = await new ServerUnderTest { Log = first.Log, Cache = first.Cache, DataDirectory = first.DataDirectory }.StartAsync();
        using var annAgain = await VisitorAsync(second, cookies);
        using var curlAgain = second.CreateCurl();
        using var conversation = await annAgain.WatchAsync(Id);

        Assert.Equal(HttpStatusCode.OK, conversation.StatusCode);
        Assert.Equal(DraftSource.Cache, (await annAgain.AskToEndAsync("Visitor's?")).OfType<DraftCompleted>().Single().Source);
        Assert.Equal(DraftSource.Cache, (await curlAgain.AskToEndAsync("Curl's?")).OfType<DraftCompleted>().Single().Source);
    }

    [Fact]
    public async Task Page_FirstVisit_GivesACookieThatScriptsCannotRead()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        using var curl = server.CreateCurl();
        using var response = await curl.GetAsync("/", TestContext.Current.CancellationToken);

        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("dualpath-visitor=", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Cookie_NotOfThisServersMaking_IsNobody()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        using var curl = server.CreateCurl();
        await curl.AskToEndAsync("Curl's own?");
        curl.DefaultRequestHeaders.Add("Cookie", "dualpath-visitor=CfDJ8AAAAAAAAAAAAAAAAAAAAAA; other=1");

        var events = await curl.AskToEndAsync("Curl's own?");

        Assert.Equal(DraftSource.Cache, Assert.Single(events.OfType<DraftCompleted>()).Source);
    }

    private static async Task<HttpClient> VisitorAsync(ServerUnderTest server, CookieContainer? cookies = null)
    {
        var visitor = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = server.Address };
        using var page = await visitor.GetAsync("/", TestContext.Current.CancellationToken);
        return visitor;
    }
}
