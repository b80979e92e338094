using System.Diagnostics.Metrics;
using DualPath.Server.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace DualPath.Server.Tests.Telemetry;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new("DualPath.PrometheusTextTests");
    private readonly PrometheusScrape _scrape = new();
    private readonly MeterProvider _provider;

    public PrometheusTextTests() => _provider = Sdk.CreateMeterProviderBuilder()
        .AddMeter(_meter.Name)
        .AddView("dualpath.wait", new ExplicitBucketHistogramConfiguration { Boundaries = [0.1, 1] })
        .AddReader(_scrape.Reader)
        .Build();

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Collect_Counter_EndsInTotalAndEscapesLabels()
    {
        _meter.CreateCounter<long>("dualpath.problems", "{problem}", "Problems,\nby type.").Add(3, new KeyValuePair<string, object?>("the.type", "a\"b\\c\n"));

        Assert.Equal(
            """
            # HELP dualpath_problems_total Problems,\nby type.
            # TYPE dualpath_problems_total counter
            dualpath_problems_total{the_type="a\"b\\c\n"} 3

            """,
            _scrape.Collect());
    }

    [Fact]
    public void Collect_Histogram_CountsEverythingUpToEachBound()
    {
        var wait = _meter.CreateHistogram<double>("dualpath.wait", "s");
        wait.Record(0.05);
        wait.Record(0.5);
        wait.Record(0.25);
        wait.Record(20);

        Assert.Equal(
            """
            # TYPE dualpath_wait_seconds histogram
            dualpath_wait_seconds_bucket{le="0.1"} 1
            dualpath_wait_seconds_bucket{le="1"} 3
            dualpath_wait_seconds_bucket{le="+Inf"} 4
            dualpath_wait_seconds_sum 20.8
            dualpath_wait_seconds_count 4

            """,
            _scrape.Collect());
    }

    [Fact]
    public void Collect_UpDownCounter_IsAGaugeThatGoesDown()
    {
        var open = _meter.CreateUpDownCounter<long>("dualpath.open");
        open.Add(5);
        _scrape.Collect();
        open.Add(-2);

        Assert.Equal("# TYPE dualpath_open gauge\ndualpath_open 3\n", _scrape.Collect());
    }

    [Fact]
    public void Collect_TwiceWithNothingNew_SaysTheSame()
    {
        _meter.CreateCounter<double>("dualpath.spent", "s").Add(0.1);

        Assert.Equal("# TYPE dualpath_spent_seconds_total counter\ndualpath_spent_seconds_total 0.1\n", _scrape.Collect());
        Assert.Equal("# TYPE dualpath_spent_seconds_total counter\ndualpath_spent_seconds_total 0.1\n", _scrape.Collect());
    }
}
