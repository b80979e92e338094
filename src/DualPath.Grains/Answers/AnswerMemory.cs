using DualPath.Contracts;
using DualPath.Contracts.Answers;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DualPath.Grains.Answers;

/// <summary>
/// What an answer run has to do with the cache: what the question lets it do, and what to do when the cache is out of order. Nothing
/// here ever fails a reply; at worst it takes <see cref="AnsweringOptions.CacheTimeout"/>.
/// </summary>
internal sealed partial class AnswerMemory(
    IAnswerCache cache, IOptions<AnsweringOptions> options, AnswerInstruments instruments, TimeProvider time, ILogger<AnswerMemory> logger)
{
    /// <summary>The ruled answer to this very question, if there is one and it may be used.</summary>
    public async Task<(CacheStatus Status, CachedAnswer? Answer)> RecallAsync(AnswerRequest request, CancellationToken cancellationToken)
    {
        var status = CacheStatus.Bypassed;
        CachedAnswer? found = null;
        if (!request.Cache.NoCache)
        {
            status = CacheStatus.Unavailable;
            await TryAsync(
                async token =>
                {
                    found = await cache.FindAsync(request.Scope, request.Key, token);
                    status = found is null ? CacheStatus.Miss : CacheStatus.Hit;
                },
                cancellationToken);
        }

        instruments.LookedUp(status);
        return (status, found);
    }

    /// <summary>Keeps what was ruled on, and nothing else.</summary>
    public async Task KeepAsync(AnswerRequest request, Draft draft, Ruling ruling)
    {
        if (ruling.Outcome == RulingOutcome.Unverified || request.Cache.NoStore)
        {
            return;
        }

        var answer = new CachedAnswer
        {
            Scope = request.Scope,
            Text = ruling.Text,
            Ruling = ruling.Outcome,
            DraftSource = draft.Source,
            DeepSteps = ruling.RecurrentSteps,
            RuledAt = time.GetUtcNow(),
        };

        // Also when nobody waits for it any more: the work has been done.
        await TryAsync(token => cache.KeepAsync(request.Key, answer, token), CancellationToken.None);
    }

    private async Task TryAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using var deadline = new DeadlineScope(options.Value.CacheTimeout, time, cancellationToken);
        try
        {
            await action(deadline.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogCacheUnavailable(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The answer cache does not answer; replies go on without it.")]
    private partial void LogCacheUnavailable(Exception error);
}
