using DualPath.Storage.Tests.Redis;
using Microsoft.Extensions.Hosting;

namespace DualPath.Storage.Tests.Hosting;

/// <summary>A host connected to a real redis-server, shared by the tests of a class.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private readonly RedisServer _server = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dualpath-data-");
    private IHost? _host;

    /// <summary>The host; skips the test when there is no redis-server.</summary>
    public async Task<IHost> HostAsync() => _host ??= await StorageHost.StartAsync(
        ("DualPath:Redis:ConnectionString", _server.ConnectionString),
        ("DualPath:DataDirectory", _directory.FullName),
        ("DualPath:Cache:MaxAnswersPerScope", "5"));

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
