namespace DualPath.Server.Tests.Fixtures;

/// <summary>One server with default settings for all tests of a class.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    public ServerUnderTest Server { get; } = new();

    public async ValueTask InitializeAsync() => await Server.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
