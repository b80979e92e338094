using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace DualPath.Server.Telemetry;

/// <summary>Collects the metrics when somebody asks for them, and at no other time.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusScrape : BaseExporter<Metric>
{
    private readonly Lock _turn = new();
    private readonly BaseExportingMetricReader _reader;
    private string _text = "";

    public PrometheusScrape()
    {
        _reader = new BaseExportingMetricReader(this) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
    }

    /// <summary>The reader to register; it owns this object.</summary>
    public MetricReader Reader => _reader;

    /// <summary>The metrics as they are now, one scrape at a time.</summary>
    public string Collect()
    {
        lock (_turn)
        {
            _reader.Collect();
            return _text;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text = PrometheusText.Write(batch);
        return ExportResult.Success;
    }
}
