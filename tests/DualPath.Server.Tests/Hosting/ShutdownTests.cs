using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Server.Tests.Fixtures;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace DualPath.Server.Tests.Hosting;

public sealed class ShutdownTests
{
    private const string Id = "open-when-it-stopped";

    [Fact]
    public async Task Stop_WithOpenStreams_EndsThemAndDoesNotWaitForThem()
    {
        // Were a stream waited for, the stop would last until this timeout, and the test until its own.
        var server = await new ServerUnderTest().With("DualPath:Server:ShutdownTimeout", "00:05:00").StartAsync();
        server.Model.Ruling.Close();
        using var curl = server.CreateCurl();
        using var asked = await curl.AskAsync("Open?", Id);
        await server.Model.Ruling.Reached;
        using var watched = await curl.WatchAsync(Id);
        await using var hub = server.CreateHub();
        await hub.StartAsync(TestContext.Current.CancellationToken);
        await using var stream = hub.StreamAsync<object>("Watch", Id, 0L, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await stream.MoveNextAsync());

        await server.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);

        // HTTP streams end as streams do, without an error; SignalR tells its client that the server went.
        var events = await asked.EventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Single(events.OfType<DraftCompleted>());
        Assert.DoesNotContain(events, turnEvent => turnEvent.IsTerminal);
        Assert.NotEmpty(await watched.EventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Stop_DuringTheDeepPass_IsQuietAndTheRulingComesAfterTheNextStart()
    {
        var server = await new ServerUnderTest()
            .With("DualPath:Server:ShutdownTimeout", "00:05:00")
            .With(services => services.AddLogging(logging => logging.AddFakeLogging()))
            .StartAsync();
        server.Model.Ruling.Close();
        using var curl = server.CreateCurl();
        using var asked = await curl.AskAsync("Open?", Id);
        await server.Model.Ruling.Reached;
        var logs = server.Services.GetFakeLogCollector();
        logs.Clear();

        await server.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);

        // Ctrl-C while something is being answered is nothing to be told about.
        Assert.DoesNotContain(logs.GetSnapshot(), log => log.Level >= LogLevel.Warning);
        await server.DisposeAsync();
        await using var next = await new ServerUnderTest { Log = server.Log, DataDirectory = server.DataDirectory }.StartAsync();
        using var again = next.CreateCurl();
        using var watched = await again.WatchAsync(Id);
        var events = await watched.EventsAsync(TestContext.Current.CancellationToken).UntilTerminalAsync();
        Assert.Equal(RulingOutcome.Confirmed, Assert.IsType<TurnCompleted>(events[^1]).Ruling);
    }
}
