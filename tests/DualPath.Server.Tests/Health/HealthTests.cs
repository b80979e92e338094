using System.Net;
using System.Text.Json;
using DualPath.Contracts;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Server.Health;
using DualPath.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace DualPath.Server.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_WhileTheModelLoads_Is503AndQuestionsAreAskedToComeBack()
    {
        var loading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ServerUnderTest();
        await server.With(services => services.AddLogging(logging => logging.AddFakeLogging()).Replace(ServiceDescriptor.Singleton<IModelIdentity>(_ =>
        {
            loading.Task.GetAwaiter().GetResult();
            return server.Model;
        }))).StartAsync(untilReady: false);
        using var curl = server.CreateCurl();

        var (status, checks) = await ReadyAsync(curl);
        using var question = await curl.AskAsync("Too early?");
        using var live = await curl.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", checks["model"]);
        Assert.Equal("healthy", checks["silo"]);
        Assert.Equal("healthy", checks["store"]);
        Assert.Equal(ProblemTypes.ServerStarting, (await question.ProblemAsync()).Type);
        Assert.NotNull(question.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        loading.SetResult();
        await server.Services.GetRequiredService<ModelState>().Loaded.WaitAsync(TestContext.Current.CancellationToken);

        (status, checks) = await ReadyAsync(curl);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(checks.Values, check => Assert.Equal("healthy", check));

        // A start like any other: nothing in the log reads like a defect.
        Assert.DoesNotContain(Logs(server), log => log.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Log_ProbeFromBeforeTheModelWasLoadedThatArrivesAfter_IsSilent()
    {
        await using var server = await new ServerUnderTest().With(services => services.AddLogging(logging => logging.AddFakeLogging())).StartAsync();
        var stale = new HealthReport(
            new Dictionary<string, HealthReportEntry>
            {
                ["model"] = new(HealthStatus.Unhealthy, "The model is being loaded.", TimeSpan.Zero, null, null, [ReadinessLog.Starting]),
            },
            TimeSpan.Zero);

        // The first probe of all: the server under test looks at the model itself to see when it is ready.
        var log = ActivatorUtilities.CreateInstance<ReadinessLog>(server.Services);
        log.Note(stale);

        Assert.DoesNotContain(Logs(server), entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Log_WhenACheckFailsAndRecovers_SaysEachOnceHoweverOftenItIsProbed()
    {
        var store = new BrokenLog();
        await using var server = await new ServerUnderTest { Log = store }
            .With(services => services.AddLogging(logging => logging.AddFakeLogging()))
            .StartAsync();
        using var curl = server.CreateCurl();

        await ReadyAsync(curl);
        await ReadyAsync(curl);
        store.IsMended = true;
        await ReadyAsync(curl);
        await ReadyAsync(curl);

        Assert.Equal(
            [(LogLevel.Error, "Not ready: store (The store does not answer.)"), (LogLevel.Information, "What was not ready is again.")],
            Logs(server).Where(log => log.Category!.Contains("Health", StringComparison.Ordinal) && log.Category != typeof(ModelLoader).FullName)
                .Select(log => (log.Level, log.Message)));
    }

    [Fact]
    public async Task Ready_WithoutTheStore_Is503AndNamesIt()
    {
        await using var server = new ServerUnderTest { Log = new BrokenLog() };
        await server.StartAsync();
        using var curl = server.CreateCurl();

        var (status, checks) = await ReadyAsync(curl);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", checks["store"]);
        Assert.Equal("healthy", checks["model"]);
    }

    private static IReadOnlyList<FakeLogRecord> Logs(ServerUnderTest server) =>
        server.Services.GetFakeLogCollector().GetSnapshot();

    private static async Task<(HttpStatusCode Status, Dictionary<string, string?> Checks)> ReadyAsync(HttpClient curl)
    {
        using var response = await curl.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (
            response.StatusCode,
            body.RootElement.GetProperty("checks").EnumerateObject()
                .ToDictionary(check => check.Name, check => check.Value.GetProperty("status").GetString()));
    }

    private sealed class BrokenLog : IConversationLog
    {
        public bool IsMended { get; set; }

        public Task<bool> TryAppendAsync(string conversationId, IReadOnlyList<TurnEvent> events, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("Broken for the test.");

        public Task<IReadOnlyList<OwedTurn>> OwedAsync(int most, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("Broken for the test.");

        public Task SettleAsync(OwedTurn turn, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("Broken for the test.");

        public Task<IReadOnlyList<TurnEvent>> ReadAsync(string conversationId, long afterSeq, CancellationToken cancellationToken) =>
            IsMended ? Task.FromResult<IReadOnlyList<TurnEvent>>([]) : throw new StoreUnavailableException("Broken for the test.");
    }
}
