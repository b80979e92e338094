using System.Collections.Concurrent;
using DualPath.Storage.Hosting;

namespace DualPath.Storage.Tests.Hosting;

public sealed class ServerSecretTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dualpath-secret-");

    private StoreOptions Options => new() { DataDirectory = Path.Combine(_directory.FullName, "data") };

    [Fact]
    public void Of_SameDataDirectory_IsTheSameAfterARestart() => Assert.Equal(Mac(Options), Mac(Options));

    [Fact]
    public void Of_OtherDataDirectory_IsAnother() =>
        Assert.NotEqual(Mac(Options), Mac(new StoreOptions { DataDirectory = Path.Combine(_directory.FullName, "other") }));

    [Fact]
    public void Of_ManyProcessesAtOnce_IsOneSecret()
    {
        var macs = new ConcurrentBag<string>();
        Parallel.For(0, 32, _ => macs.Add(Mac(Options)));

        Assert.Single(macs.Distinct());
        Assert.Equal([ServerSecret.FileName], Directory.EnumerateFiles(Options.DataDirectory).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void Of_Configured_NeedsNoDirectory()
    {
        var options = Options;
        options.Secret = new string('s', 32);

        Assert.Equal(Mac(options), Mac(options));
        Assert.False(Directory.Exists(options.DataDirectory));
    }

    [Fact]
    public void Of_NewFile_IsNobodyElsesToRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Mac(Options);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(Path.Combine(Options.DataDirectory, ServerSecret.FileName)));
    }

    [Fact]
    public void Of_DamagedFile_SaysSo()
    {
        Mac(Options);
        File.WriteAllText(Path.Combine(Options.DataDirectory, ServerSecret.FileName), "short");

        Assert.Contains("5 bytes", Assert.Throws<InvalidOperationException>(() => Mac(Options)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Mac(StoreOptions options) => ServerSecret.Of(options).Mac("content"u8);

    private static UnixFileMode ModeOf(string file) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file);
}
