using System.Diagnostics.Metrics;

namespace DualPath.Server.Telemetry;

/// <summary>The edge's meter, <c>DualPath.Server</c>.</summary>
public sealed class ServerInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DualPath.Server";

    private readonly Counter<long> _problems;
    private readonly UpDownCounter<long> _watchers;

    public ServerInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _problems = meter.CreateCounter<long>("dualpath.server.problems", "{problem}", "Requests that ended in a problem, by its type.");
        _watchers = meter.CreateUpDownCounter<long>("dualpath.server.watchers", "{watcher}", "Readers of a conversation now.");
    }

    internal void Problem(string type) => _problems.Add(1, new KeyValuePair<string, object?>("type", type));

    /// <summary>Counts a reader until it is disposed.</summary>
    internal IDisposable Watching()
    {
        _watchers.Add(1);
        return new Watcher(_watchers);
    }

    private sealed class Watcher(UpDownCounter<long> watchers) : IDisposable
    {
        public void Dispose() => watchers.Add(-1);
    }
}
