using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;
using DualPath.Contracts.Paths;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Health;

/// <summary>
/// Has the near tier and both paths answer once before anybody asks, so that the first question does not pay for compiling the code it runs through
/// (1.4 s against 35 ms on two cores). Leaves nothing behind: no conversation, no cached answer.
/// </summary>
internal sealed partial class WarmUp(
    IGrainFactory grains, IOptions<AnsweringOptions> answering, IOptions<NearTierOptions> nearTier, TimeProvider time, ILogger<WarmUp> logger)
{
    private const string Scope = "warm-up";

    public async Task RunAsync(IModelIdentity model, CancellationToken cancellationToken)
    {
        var request = new GenerationRequest
        {
            RunId = $"warm-up-{Guid.NewGuid():N}",
            Scope = Scope,
            Prompt = new Prompt([], "Hello!"),
            Settings = answering.Value.ToSettings().For(model),
        };

        if (nearTier.Value.Enabled)
        {
            await FindNearAsync(request.Prompt.Question, cancellationToken);
        }

        Draft? draft = null;
        await foreach (var piece in grains.GetGrain<IFastPathGrain>(request.RunId).DraftAsync(request, cancellationToken).WithCancellation(cancellationToken))
        {
            draft = (piece as DraftFinished)?.Draft ?? draft;
        }

        if (draft is null)
        {
            return;
        }

        var ruling = grains.GetGrain<IDeepPathGrain>(request.RunId).RuleAsync(request, draft, cancellationToken);
        await foreach (var _ in ruling.WithCancellation(cancellationToken))
        {
        }
    }

    /// <summary>Replies go on without a near tier, so the start does, too.</summary>
    private async Task FindNearAsync(string question, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<INearAnswersGrain>(Scope)
                .FindAsync(neighbourhood: Scope, question, cancellationToken)
                .WaitAsync(answering.Value.CacheTimeout, time, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoNearTier(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The near tier does not answer yet; replies go on without it.")]
    private partial void LogNoNearTier(Exception error);
}
