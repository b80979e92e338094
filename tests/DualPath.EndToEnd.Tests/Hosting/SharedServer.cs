namespace DualPath.EndToEnd.Tests.Hosting;

/// <summary>The server of all tests that do not restart it. Each visitor has a scope of their own, so tests do not meet in it.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private ServerProcess? _server;

    public Uri Address => (_server ?? throw new InvalidOperationException("The server has not been started.")).Address;

    public async ValueTask InitializeAsync() =>
        _server = await ServerProcess.StartAsync(new Dictionary<string, string>(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
