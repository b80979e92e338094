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

    private ServerProcess(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    /// <summary>Where it listens; the same after a restart.</summary>
    public Uri Address { get; private set; } = new("http://localhost:0");

    /// <summary>Starts a server on a free port and waits until it says that it is ready.</summary>
    /// <param name="settings">Configuration as environment variables.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        if (!File.Exists(Repository.ChatPage))
        {
            throw new InvalidOperationException("The chat page has not been built; run `make widget`.");
        }

        var server = new ServerProcess(settings);
        await server.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts it again, on the same port and the same data.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Repository.Server },
            WorkingDirectory = _data.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PORT"] = Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["DualPath__DataDirectory"] = Path.Combine(_data.FullName, "data"),
                ["DualPath__Engine__ModelDirectory"] = Repository.Model,
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
        Address = await ready.Task.WaitAsync(cancellationToken);
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
