using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace DualPath.Chaos.Processes;

/// <summary>A program that is started, killed without warning, frozen and thawed, and started again.</summary>
internal sealed class ChildProcess(ProcessStartInfo start, string readyWords) : IAsyncDisposable
{
    private const int LinesKept = 5000;

    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);
    private Process? _process;

    /// <summary>What it said last.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Whether it has ended by itself, or does so before some time has passed.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(time);
        await _process!.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.HasExited;
    }

    /// <summary>Starts it.</summary>
    /// <returns>The line in which it says that it is ready.</returns>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{start.FileName} ended before it was ready:\n{Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        return await ready.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until it has said something.</summary>
    public Task SaysAsync(string words, CancellationToken cancellationToken)
    {
        var heard = _awaited.GetOrAdd(words, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Output.Contains(words, StringComparison.Ordinal))
        {
            heard.TrySetResult();
        }

        return heard.Task.WaitAsync(cancellationToken);
    }

    /// <summary>SIGKILL: no clean-up, no last words.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>SIGTERM: it leaves in order.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("-TERM");
        await _process!.WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGSTOP: it holds its connections and does nothing, like a process in a very long pause.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Hear(string? line, TaskCompletionSource<string> ready)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        while (_output.Count > LinesKept)
        {
            _output.TryDequeue(out _);
        }

        foreach (var (words, heard) in _awaited)
        {
            if (line.Contains(words, StringComparison.Ordinal))
            {
                heard.TrySetResult();
            }
        }

        if (line.Contains(readyWords, StringComparison.Ordinal))
        {
            ready.TrySetResult(line);
        }
    }
}
