using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DualPath.Server.Telemetry;

/// <summary>Metrics for whoever scrapes, and everything for an OpenTelemetry collector when one is configured.</summary>
public static class TelemetryExtensions
{
    /// <summary>
    /// Adds metrics of all DualPath meters, of HTTP and of SignalR connections. Sends them, and traces, to a collector when the standard
    /// setting OTEL_EXPORTER_OTLP_ENDPOINT names one.
    /// </summary>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ServerInstruments>();
        builder.Services.AddSingleton<PrometheusScrape>();
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("DualPath.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http.Connections")
            .AddView(InSeconds)
            .AddReader(services => services.GetRequiredService<PrometheusScrape>().Reader));

        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry
                .WithTracing(traces => traces.AddSource("DualPath.*", "Microsoft.AspNetCore", "Microsoft.Orleans.Application"))
                .UseOtlpExporter();
        }

        return builder;
    }

    // The SDK's default buckets are for milliseconds. These are what OpenTelemetry advises for a model's time to first token.
    private static ExplicitBucketHistogramConfiguration? InSeconds(Instrument instrument) =>
        instrument.Unit == "s" && instrument.Meter.Name.StartsWith("DualPath.", StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration
            {
                Boundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120],
            }
            : null;

    /// <summary>Maps <c>GET /metrics</c>.</summary>
    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/metrics", (PrometheusScrape scrape) => TypedResults.Text(scrape.Collect(), PrometheusText.ContentType));
        return endpoints;
    }
}
