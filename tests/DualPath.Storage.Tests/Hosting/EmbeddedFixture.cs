using Microsoft.Extensions.Hosting;

namespace DualPath.Storage.Tests.Hosting;

/// <summary>A host with the embedded store in a folder of its own, shared by the tests of a class.</summary>
public sealed class EmbeddedFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dualpath-store-");

    public IHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await StorageHost.StartAsync(("DualPath:DataDirectory", _directory.FullName), ("DualPath:Cache:MaxAnswersPerScope", "5"));

    public ValueTask DisposeAsync()
    {
        Host.Dispose();
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
