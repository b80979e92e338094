using System.Diagnostics.Metrics;

namespace DualPath.Engine;

/// <summary>The engine's meter, <c>DualPath.Engine</c>.</summary>
public sealed class EngineInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DualPath.Engine";

    private readonly Counter<long> _rowSteps;
    private readonly Counter<long> _passes;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _prompt;
    private readonly Counter<long> _refused;
    private Func<long>? _jobBytes;
    private Func<long>? _keptBytes;

    /// <param name="meters">Creates the meter.</param>
    public EngineInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _rowSteps = meter.CreateCounter<long>("dualpath.engine.recurrent_steps", "{step}", "Recurrent steps run, counted per row.");
        _passes = meter.CreateCounter<long>("dualpath.engine.core_passes", "{pass}", "Passes through the core block.");
        _tokens = meter.CreateCounter<long>("dualpath.engine.tokens", "{token}", "Tokens decided, by path.");
        _prompt = meter.CreateCounter<long>("dualpath.engine.prompt_tokens", "{token}", "Prompt tokens, by source: computed, or reused from the conversation before.");
        _refused = meter.CreateCounter<long>("dualpath.engine.refused", "{request}", "Requests refused because a queue was full.");
        meter.CreateObservableUpDownCounter(
            "dualpath.engine.sequence_memory", Memory, "By", "Keys, values and states in memory, by holder: running jobs, or what is kept for later within its budget.");
    }

    /// <summary>Says where the memory of sequences is read off, in bytes.</summary>
    internal void Observe(Func<long> jobs, Func<long> kept) => (_jobBytes, _keptBytes) = (jobs, kept);

    internal void Pass(int rows)
    {
        _passes.Add(1);
        _rowSteps.Add(rows);
    }

    internal void Token(string path) => _tokens.Add(1, new KeyValuePair<string, object?>("path", path));

    internal void Prompt(int reused, int computed)
    {
        _prompt.Add(reused, new KeyValuePair<string, object?>("source", "reused"));
        _prompt.Add(computed, new KeyValuePair<string, object?>("source", "computed"));
    }

    private IEnumerable<Measurement<long>> Memory() =>
    [
        new(_jobBytes?.Invoke() ?? 0, new KeyValuePair<string, object?>("holder", "jobs")),
        new(_keptBytes?.Invoke() ?? 0, new KeyValuePair<string, object?>("holder", "kept")),
    ];

    internal void Refused(string queue) => _refused.Add(1, new KeyValuePair<string, object?>("queue", queue));
}
