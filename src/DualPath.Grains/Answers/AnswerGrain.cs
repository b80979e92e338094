using DualPath.Contracts.Answers;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Hosting;
using DualPath.Grains.Placement;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace DualPath.Grains.Answers;

/// <summary>Runs one answer once for all who follow it. What a run consists of is <see cref="AnswerScript"/>'s matter.</summary>
[Reentrant]
[OnEngine]
internal sealed partial class AnswerGrain(AnswerScript script, AnswerMemory memory, WorkInProgress work, ILogger<AnswerGrain> logger) : Grain, IAnswerGrain, IDisposable
{
    /// <summary>Longer than any run: keeps a working grain from being collected as idle.</summary>
    private static readonly TimeSpan WhileRunning = TimeSpan.FromHours(1);

    private AnswerRun? _run;

    public IAsyncEnumerable<TurnEvent> FollowAsync(AnswerRequest request, CancellationToken cancellationToken)
    {
        // A run that is over, or that was given up, is no longer joined: a new one finds its answer in the cache.
        if (_run is not { IsOver: false, Stopping.IsCancellationRequested: false })
        {
            _run?.Dispose();
            _run = new AnswerRun(work.Stopping);
            work.Track(RunAsync(_run, request)).Ignore();
        }

        _run.Follow(request.FollowerId);
        return _run.ReadAsync(cancellationToken);
    }

    public Task StopAsync(string followerId, StopTarget target, CancellationToken cancellationToken) =>
        _run?.LeaveAsync(followerId) ?? Task.CompletedTask;

    public Task DisownAsync(AnswerRequest request, CancellationToken cancellationToken) => memory.DisownAsync(request, cancellationToken);

    private async Task RunAsync(AnswerRun run, AnswerRequest request)
    {
        DelayDeactivation(WhileRunning);
        try
        {
            await script.PlayAsync(GrainFactory, request, run.Add, run.Stopping);
        }
        catch (Exception) when (work.Stopping.IsCancellationRequested)
        {
            // Without a last word: a follower on another silo is to look for the answer again once this grain has gone, and not before.
            return;
        }
        catch (OperationCanceledException) when (run.Stopping.IsCancellationRequested)
        {
            // Stopped by the last follower, which says so in its own conversation.
        }
        catch (Exception e) when (LostSilo.Explains(e))
        {
            // Without a last word, too: each follower begins again, and counts how often.
            LogRunBrokeOff(e);
        }
        catch (Exception e)
        {
            LogRunFailed(e);
            run.Add(script.Failure(e));
        }

        run.End();
        DelayDeactivation(TimeSpan.Zero);
    }

    public void Dispose() => _run?.Dispose();

    [LoggerMessage(LogLevel.Warning, "An answer broke off, because a silo could not be reached.")]
    private partial void LogRunBrokeOff(Exception error);

    [LoggerMessage(LogLevel.Error, "An answer could not be made.")]
    private partial void LogRunFailed(Exception error);
}
