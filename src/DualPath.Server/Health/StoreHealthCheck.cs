using DualPath.Contracts;
using DualPath.Contracts.Conversations;
using DualPath.Storage.Embedded;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DualPath.Server.Health;

/// <summary>Ready when the event log can be read and written to: the one thing without which no question is taken.</summary>
internal sealed class StoreHealthCheck(IConversationLog log, EmbeddedStore embedded) : IHealthCheck
{
    // Not a possible id (RequestRules), so there is never anything to read.
    private const string NoConversation = "health";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await log.ReadAsync(NoConversation, 0, cancellationToken);
            return embedded.HasRoom
                ? HealthCheckResult.Healthy("The store answers.")
                : HealthCheckResult.Unhealthy("The disk of the data directory is full; nothing is written.");
        }
        catch (StoreUnavailableException)
        {
            return HealthCheckResult.Unhealthy("The store does not answer.");
        }
    }
}
