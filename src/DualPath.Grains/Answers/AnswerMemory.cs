using DualPath.Contracts.Answers;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DualPath.Grains.Answers;

/// <summary>
/// What an answer run has to do with the cache: what the question lets it do, and what to do when the cache is out of order. Nothing
/// here ever fails a reply; at worst each tier takes <see cref="AnsweringOptions.CacheTimeout"/>.
/// </summary>
internal sealed partial class AnswerMemory(
    IAnswerCache cache,
    AnswerKeys keys,
    IModelIdentity model,
    IOptions<AnsweringOptions> options,
    IOptions<NearTierOptions> nearTier,
    AnswerInstruments instruments,
    TimeProvider time,
    ILogger<AnswerMemory> logger)
{
    /// <summary>Looks for the answer to this very question, and else for one to a similar question.</summary>
    public async Task<Recollection> RecallAsync(IGrainFactory grains, AnswerRequest request, CancellationToken cancellationToken)
    {
        var found = request.Cache.NoCache ? new Recollection(new CacheReport(CacheStatus.Bypassed)) : await FindAsync(request, cancellationToken);
        if (found.Report.Status == CacheStatus.Miss && nearTier.Value.Enabled)
        {
            found = await FindNearAsync(grains, request, cancellationToken) ?? found;
        }

        instruments.LookedUp(found.Report.Status);
        return found;
    }

    /// <summary>Keeps what was ruled on, and nothing else; and lets the near tier learn from it.</summary>
    public async Task KeepAsync(IGrainFactory grains, AnswerRequest request, Recollection found, Draft draft, Ruling ruling)
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
        bool kept = await TryAsync(token => cache.KeepAsync(NameOf(request), answer, token), CancellationToken.None);
        if (kept && found.Near is { } near)
        {
            await LearnAsync(grains, request, near, draft, ruling);
        }
    }

    /// <summary>Forgets an answer that a person says is wrong.</summary>
    public Task DisownAsync(AnswerRequest request, CancellationToken cancellationToken) =>
        cache.DisownAsync(request.Scope, NameOf(request), cancellationToken);

    private async Task<Recollection> FindAsync(AnswerRequest request, CancellationToken cancellationToken)
    {
        var unavailable = new Recollection(new CacheReport(CacheStatus.Unavailable));
        return await TryAsync(
            async token => await cache.FindAsync(request.Scope, NameOf(request), token) is { } answer
                ? new Recollection(new CacheReport(CacheStatus.Hit, AgeOf(answer)), answer)
                : new Recollection(new CacheReport(CacheStatus.Miss)),
            cancellationToken) ?? unavailable;
    }

    private async Task<Recollection?> FindNearAsync(IGrainFactory grains, AnswerRequest request, CancellationToken cancellationToken)
    {
        var near = await TryAsync(
            token => grains.GetGrain<INearAnswersGrain>(request.Scope).FindAsync(NeighbourhoodOf(request), request.Prompt.Question, token),
            cancellationToken);

        // What the reader has been shown before a restart stays his draft.
        return near switch
        {
            null => null,
            { Match: { IsTrusted: true } match } when request.ShownDraft is null =>
                new Recollection(new CacheReport(CacheStatus.Near, AgeOf(match.Answer), match.Similarity), Near: near),
            _ => new Recollection(new CacheReport(CacheStatus.Miss), Near: near),
        };
    }

    private async Task LearnAsync(IGrainFactory grains, AnswerRequest request, NearLookup near, Draft draft, Ruling ruling)
    {
        bool right = near.Match?.Answer.Text == ruling.Text;
        if (near.Match is not null)
        {
            instruments.NearHitRuled(right, shown: draft.Source == DraftSource.Near);
        }

        var lesson = new NearLesson
        {
            Key = NameOf(request),
            Neighbourhood = NeighbourhoodOf(request),
            Embedding = near.Embedding,
            MatchKey = near.Match?.Key,
            Observation = new NearObservation(near.Match?.Similarity ?? 0, right),
        };
        await TryAsync(
            async token =>
            {
                await grains.GetGrain<INearAnswersGrain>(request.Scope).LearnAsync(lesson, token);
                return true;
            },
            CancellationToken.None);
    }

    /// <summary>The answer's name in the cache: of this model's answer, whichever process asks for it.</summary>
    private string NameOf(AnswerRequest request) => keys.Under(model, request.Key);

    private string NeighbourhoodOf(AnswerRequest request) => keys.Under(model, request.Neighbourhood);

    private double AgeOf(CachedAnswer answer) => Math.Max(0, (time.GetUtcNow() - answer.RuledAt).TotalSeconds);

    /// <summary>The action's result; the default one when it did not come in time, or failed in whatever way.</summary>
    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var deadline = new DeadlineScope(options.Value.CacheTimeout, time, cancellationToken);
        try
        {
            return await action(deadline.Token).WaitAsync(deadline.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogCacheUnavailable(e);
            return default;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The answer cache does not answer; replies go on without it.")]
    private partial void LogCacheUnavailable(Exception error);
}
