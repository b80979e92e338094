using DualPath.Contracts.Conversations;
using Microsoft.Extensions.Logging;

namespace DualPath.Grains.Conversations;

/// <summary>
/// The safety net under the promise that an accepted turn ends: finds the turns that are owed an answer, and sees to it that their
/// conversations are awake and answering. Any silo may sweep, and several at once: waking what is awake does nothing.
/// </summary>
public sealed partial class OwedTurns(IConversationLog log, IGrainFactory grains, ILogger<OwedTurns> logger)
{
    // The longest owed of them; the next sweep sees the others.
    private const int Most = 1000;

    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 8 };

    /// <summary>Looks once. Never fails: what it could not reach it finds again next time.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var owed = await log.OwedAsync(Most, cancellationToken);
            await Parallel.ForEachAsync(owed, AtOnce, (turn, _) => ResumeAsync(turn, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogSweepFailed(e);
        }
    }

    private async ValueTask ResumeAsync(OwedTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IConversationGrain>(turn.ConversationId).ResumeAsync(turn.TurnId, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotResumed(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The turns that are owed an answer could not be listed; the next sweep tries again.")]
    private partial void LogSweepFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "A turn that is owed an answer could not be taken up; the next sweep tries again.")]
    private partial void LogNotResumed(Exception error);
}
