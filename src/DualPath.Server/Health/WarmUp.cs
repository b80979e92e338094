using DualPath.Contracts.Generation;
using DualPath.Contracts.Paths;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Health;

/// <summary>
/// Has both paths answer once before anybody asks, so that the first question does not pay for compiling the code it runs through
/// (1.4 s against 35 ms on two cores). Leaves nothing behind: no conversation, no cached answer.
/// </summary>
internal sealed class WarmUp(IGrainFactory grains, IOptions<AnsweringOptions> answering)
{
    public async Task RunAsync(IModelIdentity model, CancellationToken cancellationToken)
    {
        var request = new GenerationRequest
        {
            RunId = $"warm-up-{Guid.NewGuid():N}",
            Scope = "warm-up",
            Prompt = new Prompt([], "Hello!"),
            Settings = answering.Value.ToSettings().For(model),
        };

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
}
