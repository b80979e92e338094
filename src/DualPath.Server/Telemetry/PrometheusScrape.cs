using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace DualPath.Server.Telemetry;

/// <summary>Collects the metrics when somebody asks for them, and at no other time.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusScrape : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _turn = new();
    private string _text = "";

    public PrometheusScrape()
    {
        Reader = new BaseExportingMetricReader(this) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
    }

    /// <summary>The reader to register; it owns this object.</summary>
    public MetricReader Reader { get; }

    /// <summary>Set by the reader: a pull exporter is allowed to collect through it only.</summary>
    Func<int, bool>? IPullMetricExporter.Collect { get; set; }

    /// <summary>The metrics as they are now, one scrape at a time.</summary>
    public string Collect()
    {
        lock (_turn)
        {
            ((IPullMetricExporter)this).Collect?.Invoke(Timeout.Infinite);
            return _text;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text = PrometheusText.Write(batch);
        return ExportResult.Success;
    }
}
