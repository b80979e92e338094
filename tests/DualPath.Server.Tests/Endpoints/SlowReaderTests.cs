using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using DualPath.Contracts.Conversations;
using DualPath.Server.Telemetry;
using DualPath.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace DualPath.Server.Tests.Endpoints;

/// <summary>Readers that connect and then read nothing, over real sockets: they are cut off, and harm nobody.</summary>
public sealed class SlowReaderTests : IAsyncLifetime
{
    private const string Id = "a-conversation-that-is-long";

    // 20 MB: more than the sockets of a machine take in by themselves.
    private const int Turns = 5_000;
    private const int Length = 4_000;

    private readonly ServerUnderTest _server = new ServerUnderTest().With("DualPath:Server:ReaderPatience", "00:00:02");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string question = new('x', Length);
        var events = Enumerable.Range(0, Turns).SelectMany(turn => new TurnEvent[]
        {
            new TurnAccepted
            {
                TurnId = $"t{turn}", Seq = (2 * turn) + 1, ConversationId = Id, Question = question, Scope = "address:local", AcceptedAt = DateTimeOffset.UnixEpoch,
            },
            new TurnStopped { TurnId = $"t{turn}", Seq = (2 * turn) + 2, Target = StopTarget.Everything, Text = "" },
        });
        Assert.True(await _server.Log.TryAppendAsync(Id, [.. events], Token));
        await _server.StartAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("sse")]
    [InlineData("hub")]
    public async Task Watch_ReaderReadsNothing_IsCutOffWhileOthersReadOn(string door)
    {
        using var watchers = new MetricCollector<long>(_server.Services.GetRequiredService<IMeterFactory>(), ServerInstruments.MeterName, "dualpath.server.watchers");
        using IDisposable silent = door == "sse" ? await OpenStreamAsync() : await OpenHubAsync();
        await watchers.WaitForMeasurementsAsync(1, Token);

        using var curl = _server.CreateCurl();
        using var response = await curl.WatchAsync(Id);
        int read = await response.EventsAsync(Token).Take(2 * Turns).CountAsync(Token);

        // Both have left: one has read everything, the other nothing.
        response.Dispose();
        await watchers.WaitForMeasurementsAsync(4, Token);
        Assert.Equal(0, watchers.GetMeasurementSnapshot().Sum(measurement => measurement.Value));
        Assert.Equal(2 * Turns, read);
    }

    private async Task<TcpClient> OpenStreamAsync()
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(_server.Address.Host, _server.Address.Port, Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/conversations/{Id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n"), Token);
        return client;
    }

    private async Task<ClientWebSocket> OpenHubAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_server.Address) { Scheme = "ws", Path = "/hubs/chat" }.Uri, Token);
        foreach (string message in new[] { """{"protocol":"json","version":1}""", $$"""{"type":4,"invocationId":"1","target":"Watch","arguments":["{{Id}}",0]}""" })
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, Token);
        }

        return socket;
    }
}
