using System.Diagnostics.Metrics;

namespace DualPath.Engine.Tests;

/// <summary>Meters of one test.</summary>
internal sealed class Meters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options.Name, options.Version, options.Tags, scope: this);

    public void Dispose()
    {
    }
}
