using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DualPath.EndToEnd.Tests.Hosting;

/// <summary>The real server as a process of its own, with the shipped model and its data in a temporary folder.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("dualpath-e2e-");
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;
    private string? _interruptAt;

    private readonly string _program;

    private ServerProcess(IReadOnlyDictionary<string, string> settings, string? program = null)
    {
        _settings = settings;
        _program = program ?? Repository.Server;
    }

    /// <summary>Where it listens; the same after a restart.</summary>
    public Uri Address { get; private set; } = new("http://localhost:0");

    /// <summary>Starts a server on a free port and waits until it says that it is ready.</summary>
    /// <param name="settings">Configuration as environment variables.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="program">The server's DLL; null for the one that everybody starts.</param>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken, string? program = null)
    {
        if (!File.Exists(Repository.ChatPage))
        {
            throw new InvalidOperationException("The chat page has not been built; run `make widget`.");
        }

        var server = new ServerProcess(settings, program);
        await server.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts a server that ends by itself, or is interrupted as by Ctrl-C as soon as a line of its output has these words.</summary>
    /// <returns>Its exit code and everything it said.</returns>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(
        IReadOnlyDictionary<string, string> settings, string? interruptAt, CancellationToken cancellationToken)
    {
        await using var server = new ServerProcess(settings) { _interruptAt = interruptAt };
        // Whether it became ready is not the question here.
        _ = server.Launch().ContinueWith(ready => ready.Exception, TaskScheduler.Default);
        await server._process!.WaitForExitAsync(cancellationToken);
        return (server._process.ExitCode, string.Join('\n', server._output).Trim());
    }

    /// <summary>Starts it again, on the same port and the same data.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => Address = await Launch().WaitAsync(cancellationToken);

    private Task<Uri> Launch()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { _program },
            WorkingDirectory = _data.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PORT"] = Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["DualPath__DataDirectory"] = Path.Combine(_data.FullName, "data"),
                ["DualPath__Engine__ModelDirectory"] = Repository.Model,

                // However busy the machine is, a reply does not go on without the cache.
                ["DualPath__Answering__CacheTimeout"] = "00:01:00",
            },
        };
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) =>
        {
            _output.Enqueue(line.Data ?? "");
            if (_interruptAt is not null && line.Data?.Contains(_interruptAt, StringComparison.Ordinal) == true)
            {
                // The server takes SIGINT and SIGTERM alike; a test run in the background of a shell has it ignore SIGINT.
                using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                kill.WaitForExit();
            }

            if (ReadyLine().Match(line.Data ?? "") is { Success: true } match)
            {
                ready.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Exited += (_, _) => ready.TrySetException(
            new InvalidOperationException("The server ended before it was ready:\n" + string.Join('\n', _output)));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return ready.Task;
    }

    /// <summary>Ends it with SIGKILL: no clean-up, no last words.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync(CancellationToken.None);
        }

        _data.Delete(recursive: true);
    }

    [GeneratedRegex(@"DualPath is ready: (http://[^ ,]+)")]
    private static partial Regex ReadyLine();
}
