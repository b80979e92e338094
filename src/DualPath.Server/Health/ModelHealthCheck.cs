using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DualPath.Server.Health;

/// <summary>Ready when the model is loaded.</summary>
internal sealed class ModelHealthCheck(ModelState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.IsLoaded
            ? HealthCheckResult.Healthy("The model is loaded.")
            : HealthCheckResult.Unhealthy(state.Loaded.IsFaulted ? "The model could not be loaded." : "The model is being loaded."));
}
