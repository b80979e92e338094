using System.Net;
using System.Net.WebSockets;
using DualPath.Contracts.Conversations;
using DualPath.Server.Tests.Fixtures;

namespace DualPath.Server.Tests.Identity;

public sealed class OriginCheckTests(OriginCheckTests.ServerWithNeighbours neighbours) : IClassFixture<OriginCheckTests.ServerWithNeighbours>
{
    private const string Own = "{own}";

    public static TheoryData<string?, bool> Origins => new()
    {
        { null, true },
        { Own, true },
        { "https://shop.example", true },
        { "https://evil.example", false },
        { "null", false },
        { "", false },
        { "http://shop.example", false },
        { "https://shop.example:8443", false },
        { "https://shop.example.evil.example", false },
        { "https://evilshop.example", false },
        { "https://shop.example/", false },
        { "https://shop.example https://evil.example", false },
        { "http://localhost", false },
        { "file://", false },
    };

    [Theory]
    [MemberData(nameof(Origins))]
    public async Task WebSocket_FromAnOrigin_IsOpenedOrRefusedBeforeTheUpgrade(string? origin, bool allowed)
    {
        using var socket = new ClientWebSocket();
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", Expand(origin));
        }

        socket.Options.CollectHttpResponseDetails = true;
        var connect = () => socket.ConnectAsync(
            new UriBuilder(neighbours.Server.Address) { Scheme = "ws", Path = "/hubs/chat" }.Uri, TestContext.Current.CancellationToken);

        if (allowed)
        {
            await connect();
            Assert.Equal(WebSocketState.Open, socket.State);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(connect);
            Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public async Task Http_FromAnOrigin_IsServedOrRefused(string? origin, bool allowed)
    {
        using var negotiation = await SendAsync(HttpMethod.Post, "/hubs/chat/negotiate?negotiateVersion=1", origin);
        using var question = await SendAsync(HttpMethod.Post, "/api/turns", origin);

        if (allowed)
        {
            Assert.Equal(HttpStatusCode.OK, negotiation.StatusCode);
            Assert.Equal(HttpStatusCode.OK, question.StatusCode);
        }
        else
        {
            Assert.Equal(ProblemTypes.OriginNotAllowed, (await negotiation.ProblemAsync()).Type);
            Assert.Equal(ProblemTypes.OriginNotAllowed, (await question.ProblemAsync()).Type);
        }
    }

    [Fact]
    public async Task Preflight_OfAnAllowedOrigin_NamesExactlyIt()
    {
        using var response = await SendAsync(HttpMethod.Options, "/api/turns", "https://shop.example", preflight: true);

        Assert.Equal("https://shop.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Credentials")));
    }

    [Fact]
    public async Task Preflight_OfAnotherOrigin_AllowsNothing()
    {
        using var response = await SendAsync(HttpMethod.Options, "/api/turns", "https://evil.example", preflight: true);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Response_ToAnAllowedOrigin_MayBeReadByItAndVaries()
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/turns", "https://shop.example");

        Assert.Equal("https://shop.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Origin", response.Headers.Vary);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? origin, bool preflight = false)
    {
        using var curl = neighbours.Server.CreateCurl();
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = EventStreamReader.Json(EventStreamReader.Body("Who asks?"));
        }

        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", Expand(origin));
        }

        if (preflight)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "content-type");
        }

        return await curl.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private string Expand(string origin) => origin.Replace(Own, neighbours.Server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);

    public sealed class ServerWithNeighbours : IAsyncLifetime
    {
        public ServerUnderTest Server { get; } = new ServerUnderTest().With("DualPath:Server:AllowedOrigins:0", "https://shop.example");

        public async ValueTask InitializeAsync() => await Server.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
