using System.Text.Json;
using DualPath.Server.Hosting;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DualPath.Server.Health;

/// <summary>Loading of the model, and the two health endpoints.</summary>
public static class HealthExtensions
{
    /// <summary>Has the model loaded in the background and then what is owed answered, and adds the readiness checks.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="role">What this process does in the cluster.</param>
    public static IHostApplicationBuilder AddReadiness(this IHostApplicationBuilder builder, ProcessRole role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ModelState>();
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService<ModelLoader>();
        builder.Services.AddHostedService<OwedTurnSweeper>();
        builder.Services.AddSingleton<ReadinessLog>();
        var checks = builder.Services.AddHealthChecks()
            .AddCheck<SiloHealthCheck>("silo", tags: [ReadinessLog.Starting])
            .AddCheck<StoreHealthCheck>("store", timeout: TimeSpan.FromSeconds(2));
        if (role == ProcessRole.Edge)
        {
            checks.AddCheck<EngineHealthCheck>("engine");
        }
        else
        {
            checks.AddCheck<ModelHealthCheck>("model", tags: [ReadinessLog.Starting]);
        }

        return builder;
    }

    /// <summary>
    /// Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (200 when questions are taken, else 503; the body names each
    /// check: at an edge <c>engine</c> is degraded while there is nobody to answer what is taken).
    /// </summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        var log = endpoints.ServiceProvider.GetRequiredService<ReadinessLog>();
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            ResponseWriter = (context, report) =>
            {
                log.Note(report);
                return WriteAsync(context, report);
            },
        });
        return endpoints;
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(
            context.Response.Body,
            new
            {
                status = Word(report.Status),
                checks = report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new { status = Word(entry.Value.Status), detail = entry.Value.Description }),
            },
            JsonSerializerOptions.Web,
            context.RequestAborted);
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
