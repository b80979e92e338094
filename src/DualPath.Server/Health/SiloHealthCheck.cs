using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace DualPath.Server.Health;

/// <summary>Ready when this process's silo takes part in the cluster.</summary>
internal sealed class SiloHealthCheck(ISiloStatusOracle silos) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(silos.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy("The silo is active.")
            : HealthCheckResult.Unhealthy($"The silo is {silos.CurrentStatus}."));
}
