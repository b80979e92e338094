using System.Runtime.CompilerServices;
using DualPath.Contracts.Conversations;
using DualPath.Server.Hosting;
using DualPath.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Protocol;

/// <summary>
/// Serves readers at their own pace. Nothing is kept for them: what they have not read waits in the conversation's log. A slow one is
/// brought nearer by giving it neighbouring events as one, and cut off when it has been slow for too long.
/// </summary>
/// <remarks>An event is taken when the transport comes back for the next one, which both transports do when they have sent it or buffered it within their bounds.</remarks>
public sealed partial class ReaderPace(TimeProvider time, IOptions<ServerOptions> options, ServerInstruments instruments, ILogger<ReaderPace> logger)
{
    /// <summary>Whoever takes this long for one event is slow.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _patience = options.Value.ReaderPatience;

    /// <summary>A reader's events.</summary>
    /// <param name="watch">Begins reading; ends when its token is cancelled.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    /// <exception cref="ProblemException">While enumerating: the reader has been slow for too long.</exception>
    public async IAsyncEnumerable<TurnEvent> FollowAsync(
        Func<CancellationToken, IAsyncEnumerable<TurnEvent>> watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(watch);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var events = watch(leaving.Token).GetAsyncEnumerator(leaving.Token);
        long? slowSince = null;
        var next = NextAsync();
        try
        {
            while (await next)
            {
                var item = events.Current;
                next = null;
                if (slowSince is not null)
                {
                    next = NextAsync();
                    while (next.IsCompletedSuccessfully && await next && Merged(item, events.Current) is { } merged)
                    {
                        item = merged;
                        next = NextAsync();
                    }
                }

                long given = time.GetTimestamp();
                yield return item;
                slowSince = time.GetElapsedTime(given) >= Slow ? slowSince ?? given : null;
                if (slowSince is { } since && time.GetElapsedTime(since) >= _patience)
                {
                    instruments.Problem(ProblemTypes.ReaderTooSlow);
                    LogTooSlow();
                    throw new ProblemException(Problems.ReaderTooSlow);
                }

                next ??= NextAsync();
            }
        }
        finally
        {
            await leaving.CancelAsync();
            await ((Task?)next ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<bool> NextAsync() => events.MoveNextAsync().AsTask();
    }

    /// <summary>One event that says what two neighbours do; null when no event does.</summary>
    private static TurnEvent? Merged(TurnEvent earlier, TurnEvent later)
    {
        if (earlier.TurnId != later.TurnId)
        {
            return null;
        }

        TurnEvent? merged = (earlier, later) switch
        {
            (DraftDelta first, DraftDelta second) => second with { Text = first.Text + second.Text },
            (DeepProgress, DeepProgress) or (DeepQueued, DeepQueued) => later,
            _ => null,
        };
        return merged is null ? null : merged with { From = earlier.From ?? earlier.Seq };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A reader that lagged behind for too long was cut off.")]
    private partial void LogTooSlow();
}
