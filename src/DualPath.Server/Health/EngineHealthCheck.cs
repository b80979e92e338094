using DualPath.Grains.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DualPath.Server.Health;

/// <summary>At an edge: whether anybody in the cluster can answer. Without, questions are still taken and stay owed.</summary>
internal sealed class EngineHealthCheck(SiloRoles roles) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(roles.AnyEngine
            ? HealthCheckResult.Healthy("There is an engine in the cluster.")
            : HealthCheckResult.Degraded("There is no engine in the cluster; questions wait."));
}
