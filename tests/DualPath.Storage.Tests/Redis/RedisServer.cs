using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DualPath.Storage.Tests.Redis;

/// <summary>A real redis-server of this machine on a free loopback port, with its append-only file in a folder of its own.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dualpath-redis-");
    private Process? _process;

    /// <summary>How to connect; skips the test when there is no redis-server, except in continuous integration, where it must be there.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(
                field is null && Environment.GetEnvironmentVariable("CI") is null or "",
                "There is no redis-server on this machine (Debian: apt-get install redis-server).");
            return field ?? throw new InvalidOperationException("There is no redis-server on this machine, and CI is set.");
        }

        private set;
    }

    public async ValueTask InitializeAsync()
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            return;
        }

        int port = FreePort();
        _process = Process.Start(new ProcessStartInfo(program)
        {
            ArgumentList =
            {
                "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--dir", _directory.FullName,
                "--appendonly", "yes", "--appendfsync", "always", "--save", "",
            },
            RedirectStandardOutput = true,
        })!;
        var output = _process.StandardOutput;
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                ConnectionString = $"127.0.0.1:{port}";
                _ = output.BaseStream.CopyToAsync(Stream.Null);
                return;
            }
        }

        throw new InvalidOperationException($"redis-server ended with code {_process.ExitCode} before it was ready.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
