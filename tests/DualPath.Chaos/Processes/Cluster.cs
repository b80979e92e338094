using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace DualPath.Chaos.Processes;

/// <summary>Server processes with the shipped model around one Redis that loses nothing it has acknowledged, all in one temporary folder.</summary>
internal sealed partial class Cluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dualpath-chaos-");
    private readonly List<ChildProcess> _servers = [];
    private string? _redis;
    private readonly List<Uri> _addresses = [];

    private Cluster()
    {
    }

    /// <summary>The store; null when there is one server with a store of its own.</summary>
    public ChildProcess? Redis { get; private set; }

    public IReadOnlyList<ChildProcess> Servers => _servers;

    /// <summary>Where questions can be asked; the same after a restart.</summary>
    public IReadOnlyList<Uri> Addresses => _addresses;

    /// <summary>Starts a Redis and some servers, which form one Orleans cluster.</summary>
    /// <param name="roles">What each server does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Cluster> StartAsync(IEnumerable<Role> roles, CancellationToken cancellationToken)
    {
        var cluster = new Cluster();
        int port = FreePort();
        var redis = new ProcessStartInfo("redis-server")
        {
            ArgumentList =
            {
                "--bind", "127.0.0.1", "--port", Text(port), "--dir", cluster._folder.FullName,
                "--appendonly", "yes", "--appendfsync", "always", "--save", "",
            },
        };
        cluster.Redis = new ChildProcess(redis, "Ready to accept connections");
        await cluster.Redis.StartAsync(cancellationToken);
        cluster._redis = $"127.0.0.1:{port}";
        foreach (var role in roles)
        {
            await cluster.AddServerAsync(role, cancellationToken);
        }

        return cluster;
    }

    /// <summary>Starts one server with a store of its own.</summary>
    public static async Task<Cluster> StartAloneAsync(CancellationToken cancellationToken)
    {
        var cluster = new Cluster();
        await cluster.AddServerAsync(Role.Both, cancellationToken);
        return cluster;
    }

    /// <summary>Starts one more server, and waits until it is ready.</summary>
    public async Task<ChildProcess> AddServerAsync(Role role, CancellationToken cancellationToken)
    {
        var server = Prepare(role);
        string line = await server.StartAsync(cancellationToken);
        if (role != Role.Engine)
        {
            _addresses.Add(new Uri(AddressPattern().Match(line).Groups[1].Value));
        }

        return server;
    }

    /// <summary>Has the store forget everything.</summary>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPEndPoint.Parse(_redis!), cancellationToken);
        var stream = connection.GetStream();
        await stream.WriteAsync("FLUSHALL\r\n"u8.ToArray(), cancellationToken);
        using var reader = new StreamReader(stream);
        string? reply = await reader.ReadLineAsync(cancellationToken);
        if (reply != "+OK")
        {
            throw new InvalidOperationException($"Redis was asked to forget everything and says {reply}.");
        }
    }

    /// <summary>A further server that has yet to be started.</summary>
    public ChildProcess Prepare(Role role)
    {
        int port = FreePort();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Repository.Server },
            Environment =
            {
                ["PORT"] = Text(port),
                ["DualPath__DataDirectory"] = Path.Combine(_folder.FullName, $"server-{_servers.Count}"),
                ["DualPath__Engine__ModelDirectory"] = role == Role.Edge ? "" : Repository.Model,
                ["DualPath__Server__KeepAlive"] = "00:00:02",
                ["DualPath__Redis__ConnectionString"] = _redis ?? "",
                ["DualPath__Secret"] = "the same for all servers of a cluster",
                ["DualPath__Cluster__Role"] = role.ToString(),

                // Short, so that a round is about what happens and not about waiting for it.
                ["DualPath__Cluster__ProbeTimeout"] = "00:00:01",
                ["DualPath__Answering__SweepPeriod"] = "00:00:02",
            },
        };
        var server = new ChildProcess(start, "DualPath is ready");
        _servers.Add(server);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    [GeneratedRegex("(http://[^ ,]+)")]
    private static partial Regex AddressPattern();
}
