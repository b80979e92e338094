using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DualPath.Chaos.Processes;
using DualPath.Contracts.Conversations;
using DualPath.EndToEnd.Tests.Hosting;

namespace DualPath.EndToEnd.Tests.Roles;

/// <summary>Edges and engines: real processes around a real Redis.</summary>
public sealed class RolesTests : IDisposable
{
    private const string Question = "What is 347 + 589?";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Ask_TwoEdgesAndAnEngine_AreAnsweredAtEitherEdgeAndNotAtTheEngine()
    {
        await using var cluster = await StartAsync(Role.Edge, Role.Edge, Role.Engine);

        var first = await AskAsync(cluster.Addresses[0], Question, Token).ToListAsync(Token);
        var second = await AskAsync(cluster.Addresses[1], Question, Token).ToListAsync(Token);

        var ruled = Assert.IsType<TurnCompleted>(first[^1]);
        Assert.True(ruled.Usage.DeepSteps > 0);
        Assert.DoesNotContain(first, item => item is TurnWaiting);

        // One scope, one cluster: what one edge has had answered, the other finds.
        Assert.Equal((ruled.Text, 0), (Assert.IsType<TurnCompleted>(second[^1]).Text, ((TurnCompleted)second[^1]).Usage.DeepSteps));
        Assert.All(cluster.Servers.Take(2), edge => Assert.Contains("an edge without a model", edge.Output, StringComparison.Ordinal));
        await AssertNoDoorAsync(cluster.Servers[2]);
    }

    [Fact]
    public async Task Ask_NoEngine_WaitsAndSaysSoAndIsAnsweredWhenOneJoins()
    {
        await using var cluster = await StartAsync(Role.Edge, Role.Edge);
        Assert.Equal((HttpStatusCode.OK, "degraded"), await EngineCheckAsync(cluster.Addresses[0]));

        await using var events = AskAsync(cluster.Addresses[0], Question, Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        var accepted = Assert.IsType<TurnAccepted>(events.Current);
        Assert.Null(accepted.Model);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(ProblemTypes.EngineUnavailable, Assert.IsType<TurnWaiting>(events.Current).Problem.Type);
        using var purge = await _http.DeleteAsync(new Uri(cluster.Addresses[1], "/api/answers"), Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, ProblemTypes.EngineUnavailable), (purge.StatusCode, await ProblemTypeAsync(purge)));

        var engine = await cluster.AddServerAsync(Role.Engine, Token);

        Assert.NotEqual("", Assert.IsType<TurnCompleted>(await LastAsync(events)).Text);
        Assert.Equal((HttpStatusCode.OK, "healthy"), await EngineCheckAsync(cluster.Addresses[0]));

        // And again with an engine that was there and has left. (One that is killed: the scenario in tests/DualPath.Chaos, whose clients ask until they are heard.)
        await engine.EndAsync(Token);
        await using var again = AskAsync(cluster.Addresses[1], "What is 12 + 13?", Token).GetAsyncEnumerator(Token);
        Assert.True(await again.MoveNextAsync());
        do
        {
            Assert.True(await again.MoveNextAsync());
        }
        while (again.Current is not TurnWaiting);
        await engine.StartAsync(Token);
        Assert.Contains("25", Assert.IsType<TurnCompleted>(await LastAsync(again)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_RedisIsGone_IsRefusedWithTheReasonAndAnsweredOnceItIsBack()
    {
        await using var cluster = await StartAsync(Role.Both);
        var server = cluster.Addresses[0];
        var before = Assert.IsType<TurnCompleted>((await AskAsync(server, Question, Token).ToListAsync(Token))[^1]);
        await cluster.Redis!.KillAsync();

        using (var refused = await _http.PostAsJsonAsync(new Uri(server, "/api/turns"), new { question = Question }, Token))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, ProblemTypes.StoreUnavailable), (refused.StatusCode, await ProblemTypeAsync(refused)));
        }

        await cluster.Redis!.StartAsync(Token);
        HttpStatusCode status;
        do
        {
            using var ready = await _http.GetAsync(new Uri(server, "/health/ready"), Token);
            status = ready.StatusCode;
        }
        while (status != HttpStatusCode.OK);

        Assert.Equal(before.Text, Assert.IsType<TurnCompleted>((await AskAsync(server, Question, Token).ToListAsync(Token))[^1]).Text);
    }

    [Fact]
    public async Task Start_RedisIsDown_WaitsAndSaysSoAndServesOnceItIsThere()
    {
        await using var cluster = await StartAsync();
        await cluster.Redis!.KillAsync();
        var server = cluster.Prepare(Role.Both);

        var ready = server.StartAsync(Token);
        await server.SaysAsync("Redis does not answer; the server starts as soon as it does.", Token);
        Assert.False(ready.IsCompleted);
        await cluster.Redis!.StartAsync(Token);

        Assert.Contains("DualPath is ready", await ready, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_RedisIsGone_DoesNotWaitForIt()
    {
        await using var cluster = await StartAsync(Role.Both);
        await cluster.Redis!.KillAsync();

        await cluster.Servers[0].EndAsync(Token);

        Assert.Contains("The stop takes too long, most likely because the store does not answer. The program ends", cluster.Servers[0].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_RedisWasWiped_IsAnsweredAsIfForTheFirstTime()
    {
        await using var cluster = await StartAsync(Role.Edge, Role.Engine);
        var edge = cluster.Addresses[0];
        var before = await AskAsync(edge, Question, Token).ToListAsync(Token);
        string forgotten = ((TurnAccepted)before[0]).ConversationId;
        await cluster.WipeAsync(Token);

        // Those who are there know each other still.
        var after = Assert.IsType<TurnCompleted>((await AskAsync(edge, Question, Token).ToListAsync(Token))[^1]);
        Assert.True(after.Usage.DeepSteps > 0);
        Assert.Equal(Assert.IsType<TurnCompleted>(before[^1]).Text, after.Text);

        // Started again, they find each other anew.
        await Task.WhenAll(cluster.Servers.Select(server => server.EndAsync(Token)));
        await Task.WhenAll(cluster.Servers.Select(server => server.StartAsync(Token)));
        using var gone = await _http.GetAsync(new Uri(edge, $"/api/conversations/{forgotten}/events"), Token);
        Assert.Equal((HttpStatusCode.NotFound, ProblemTypes.NotFound), (gone.StatusCode, await ProblemTypeAsync(gone)));
        Assert.Equal(after.Text, Assert.IsType<TurnCompleted>((await AskAsync(edge, Question, Token).ToListAsync(Token))[^1]).Text);
    }

    [Theory]
    [InlineData("Edge", "DualPath:Cluster:Role is 'Edge'; it must be Both without DualPath:Redis:ConnectionString")]
    [InlineData("Engine", "DualPath:Cluster:Role is 'Engine'; it must be Both without DualPath:Redis:ConnectionString")]
    [InlineData("Butler", "Failed to convert configuration value 'Butler' at 'DualPath:Cluster:Role'")]
    public async Task Start_ARoleThatCannotBe_SaysSoInOneLine(string role, string reason)
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync(
            new Dictionary<string, string> { ["DualPath__Cluster__Role"] = role }, interruptAt: null, Token);

        Assert.StartsWith($"DualPath cannot start. {reason}", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', output);
        Assert.Equal(1, exitCode);
    }

    private static async Task<Cluster> StartAsync(params Role[] roles)
    {
        bool hasRedis = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server")));
        Assert.SkipWhen(!hasRedis && Environment.GetEnvironmentVariable("CI") is null or "", "There is no redis-server on this machine.");
        return await Cluster.StartAsync(roles, Token);
    }

    private static async Task<TurnEvent> LastAsync(IAsyncEnumerator<TurnEvent> events)
    {
        var last = events.Current;
        while (await events.MoveNextAsync())
        {
            last = events.Current;
        }

        return last;
    }

    private IAsyncEnumerable<TurnEvent> AskAsync(Uri server, string question, CancellationToken cancellationToken) => TurnStream.AskAsync(_http, server, question, cancellationToken);

    private async Task<(HttpStatusCode Status, string? Engine)> EngineCheckAsync(Uri edge)
    {
        using var response = await _http.GetAsync(new Uri(edge, "/health/ready"), Token);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return (response.StatusCode, body.RootElement.GetProperty("checks").GetProperty("engine").GetProperty("status").GetString());
    }

    private async Task AssertNoDoorAsync(ChildProcess engine)
    {
        string line = engine.Output.Split('\n').Single(line => line.Contains("DualPath is ready", StringComparison.Ordinal));
        var address = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..line.IndexOf(',', StringComparison.Ordinal)]);
        using var refused = await _http.PostAsJsonAsync(new Uri(address, "/api/turns"), new { question = Question }, Token);
        Assert.Equal((HttpStatusCode.NotFound, ProblemTypes.NotFound), (refused.StatusCode, await ProblemTypeAsync(refused)));
        using var ready = await _http.GetAsync(new Uri(address, "/health/ready"), Token);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    private static async Task<string?> ProblemTypeAsync(HttpResponseMessage response)
    {
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return problem.RootElement.GetProperty("type").GetString();
    }
}
