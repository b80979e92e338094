using System.Text.Json;
using DualPath.Server.Hosting;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DualPath.Server.Health;

/// <summary>Loading of the model, and the two health endpoints.</summary>
public static class HealthExtensions
{
    /// <summary>Has the model loaded in the background and then what is owed answered, and adds the readiness checks.</summary>
    public static IHostApplicationBuilder AddReadiness(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ModelState>();
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService<ModelLoader>();
        builder.Services.AddHostedService<OwedTurnSweeper>();
        builder.Services.AddSingleton<ReadinessLog>();
        builder.Services.AddHealthChecks()
            .AddCheck<SiloHealthCheck>("silo", tags: [ReadinessLog.Starting])
            .AddCheck<ModelHealthCheck>("model", tags: [ReadinessLog.Starting])
            .AddCheck<StoreHealthCheck>("store", timeout: TimeSpan.FromSeconds(2));
        return builder;
    }

    /// <summary>
    /// Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (200 when questions can be answered, else 503; the body
    /// names each check).
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

    private static string Word(HealthStatus status) => status == HealthStatus.Healthy ? "healthy" : "unhealthy";
}
