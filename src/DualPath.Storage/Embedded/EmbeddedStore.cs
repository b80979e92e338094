using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DualPath.Storage.Hosting;
using Garnet;
using Garnet.common;
using Garnet.server.Auth.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DualPath.Storage.Embedded;

/// <summary>
/// Garnet inside this process: a Redis-compatible store on a loopback port, behind a password that only this process knows, with its
/// append-only file under the data folder. Started before any other hosted service; does nothing when a Redis is configured.
/// </summary>
/// <remarks>
/// A write is answered when it is in the append-only file and the file has been flushed (<c>--aof-commit-wait</c>), so what was
/// acknowledged survives the death of the process. When the file passes its limit Garnet takes a checkpoint and drops what the
/// checkpoint holds, so it does not grow for ever; values that do not fit in memory go to disk. A write of that file that a kill cuts short was never acknowledged and is passed over by
/// the next start; one that the disk refuses halfway would be the end: Garnet then answers nothing any more, and after a restart takes the file for an empty one. So nothing is written
/// when the disk has not the room for a checkpoint, which may come at any time, and some more (<see cref="HasRoom"/>).
/// </remarks>
public sealed partial class EmbeddedStore(IOptions<StoreOptions> options, ILoggerFactory loggerFactory) : IHostedLifecycleService, IDisposable
{
    /// <summary>More than the slowest disk takes for as much as may be in memory.</summary>
    private static readonly TimeSpan CheckpointTimeout = TimeSpan.FromMinutes(5);

    private const int PortAttempts = 5;

    /// <summary>As much as the append-only file grows to before a checkpoint is taken.</summary>
    private const long Reserve = 64 << 20;

    private readonly ILogger _logger = loggerFactory.CreateLogger<EmbeddedStore>();
    private DataDirectoryLock? _directory;
    private readonly SemaphoreSlim _checkpointing = new(1);
    private GarnetServer? _server;
    private ConfigurationOptions? _configuration;

    /// <summary>What was recovered is not in a checkpoint yet.</summary>
    private volatile bool _owesCheckpoint;

    /// <summary>How to connect to it.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    internal ConfigurationOptions Configuration =>
        _configuration?.Clone() ?? throw new InvalidOperationException("The embedded store has not been started; start the host first.");

    /// <summary>Whether the disk has room for what is to be written, and for a checkpoint of it. True where there is no embedded store.</summary>
    public bool HasRoom => _directory is null || new DriveInfo(_directory.Path).AvailableFreeSpace >= Reserve + CheckpointSize;

    /// <summary>What a checkpoint would write now, in bytes: the index, and what is in memory of the log and of the values.</summary>
    private long CheckpointSize
    {
        get
        {
            var metrics = _server?.Metrics.GetInfoMetrics(InfoMetricsType.STORE) ?? [];
            return Of("IndexMemorySizeBytes") + Of("Log.TailAddress") - Of("Log.HeadAddress") + Of("Log.CurrentHeapSizeBytes");

            long Of(string name) => long.TryParse(Array.Find(metrics, metric => metric.Name == name).Value, CultureInfo.InvariantCulture, out long bytes) ? bytes : 0;
        }
    }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.IsEmbedded && _server is null)
        {
            _directory = DataDirectoryLock.Take(options.Value.DataDirectory);
            await Task.Run(StartServerAsync, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Stopping is left to the container: it disposes of the connection, which came later, first.

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _server = null;
        _directory?.Dispose();
        _directory = null;
        _checkpointing.Dispose();
    }

    /// <summary>
    /// Whether there is room for what is to be written. What was recovered is in a checkpoint then, which is taken now if the start had no room for it.
    /// </summary>
    internal async ValueTask<bool> PrepareToWriteAsync(CancellationToken cancellationToken)
    {
        if (!HasRoom)
        {
            return false;
        }

        if (_owesCheckpoint)
        {
            await _checkpointing.WaitAsync(cancellationToken);
            try
            {
                if (_owesCheckpoint)
                {
                    await TakeCheckpointAsync();
                }
            }
            finally
            {
                _checkpointing.Release();
            }
        }

        return true;
    }

    private async Task StartServerAsync()
    {
        _owesCheckpoint = Directory.Exists(Path.Combine(_directory!.Path, "AOF"));
        string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        for (int attempt = 1; ; attempt++)
        {
            int port = options.Value.Redis.EmbeddedPort is > 0 and var chosen ? chosen : FreePort();
            try
            {
                _server = new GarnetServer(
                    Arguments(_directory.Path, port), loggerFactory, authenticationSettingsOverride: new PasswordAuthenticationSettings(password));
                _server.Start();
                _configuration = new ConfigurationOptions { EndPoints = { { IPAddress.Loopback, port } }, Password = password };
                await PrepareToWriteAsync(CancellationToken.None);
                LogStarted(_directory.Path, port);
                return;
            }
            catch (Exception exception) when (exception is SocketException or GarnetException or RedisException)
            {
                // Between choosing a free port and listening on it somebody else may have taken it.
                _server?.Dispose();
                _server = null;
                if (attempt == PortAttempts || options.Value.Redis.EmbeddedPort > 0)
                {
                    throw new InvalidOperationException(
                        $"The embedded store could not start on 127.0.0.1:{port} with the data in {_directory.Path}: {exception.Message}", exception);
                }
            }
        }
    }

    /// <summary>
    /// Puts what was recovered into a checkpoint, before anybody writes, so that the append-only file begins anew. A process that was killed within a transaction leaves one there without an
    /// end; the next start passes over it, but the one after that would take all that was written since for a part of it, and lose it.
    /// </summary>
    private async Task TakeCheckpointAsync()
    {
        var configuration = Configuration;
        configuration.AllowAdmin = true;
        configuration.AsyncTimeout = (int)CheckpointTimeout.TotalMilliseconds;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        await connection.GetDatabase().ExecuteAsync("SAVE");
        _owesCheckpoint = false;
    }

    private static string[] Arguments(string directory, int port) =>
    [
        "--bind", IPAddress.Loopback.ToString(),
        "--port", port.ToString(CultureInfo.InvariantCulture),
        "--checkpointdir", directory,
        "--logdir", Path.Combine(directory, "log"),
        "--storage-tier",
        "--device-type", "RandomAccess", // The default device needs libaio.
        "--aof", "--recover", "--fail-on-recovery-error",
        "--aof-commit-freq", "0",
        "--aof-commit-wait",
        "--aof-size-limit", "64m",
        "--aof-segment-size", "16m",
        "--aof-page-size", "8m",
        "--aof-memory", "32m",
        "--memory", "512m",
        "--page", "4m",
        "--index", "16m",
        "--lua", "--lua-transaction-mode", // Scripts are all or nothing, as in Redis.
        "-q",
        "--disable-console-logger",
        "--logger-level", nameof(LogLevel.Warning),
    ];

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The embedded store keeps its data in {Directory} and listens on 127.0.0.1:{Port}.")]
    private partial void LogStarted(string directory, int port);
}
