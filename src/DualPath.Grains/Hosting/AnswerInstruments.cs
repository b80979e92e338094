using System.Diagnostics.Metrics;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Grains.Hosting;

/// <summary>What the answers tell a dashboard. Meter: <see cref="MeterName"/>.</summary>
public sealed class AnswerInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DualPath.Answers";

    private readonly Counter<long> _lookups;
    private readonly Counter<long> _nearHits;
    private readonly Counter<long> _runs;
    private readonly Counter<long> _rulings;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _draft;
    private readonly Histogram<double> _ruling;

    public AnswerInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _lookups = meter.CreateCounter<long>("dualpath.cache.lookups", "{lookup}", "Look-ups in the answer cache, by status.");
        _nearHits = meter.CreateCounter<long>("dualpath.cache.near_hits", "{hit}", "Answers to similar questions that rulings could be compared with, by whether they were right and shown.");
        _runs = meter.CreateCounter<long>("dualpath.answer.runs", "{run}", "Answers given to the model; cached answers do not count.");
        _rulings = meter.CreateCounter<long>("dualpath.answer.rulings", "{ruling}", "Rulings on drafts, by outcome.");
        _failures = meter.CreateCounter<long>("dualpath.answer.failures", "{failure}", "Answers that ended in a problem, by its type.");
        _timeToFirstToken = meter.CreateHistogram<double>("dualpath.answer.time_to_first_token", "s", "From the start of a run to its first text.");
        _draft = meter.CreateHistogram<double>("dualpath.answer.draft.duration", "s", "From the start of a run to the complete draft.");
        _ruling = meter.CreateHistogram<double>("dualpath.answer.ruling.duration", "s", "From the complete draft to the ruling, waiting included.");
    }

    internal void LookedUp(CacheStatus status) => _lookups.Add(1, new KeyValuePair<string, object?>("status", NameOf(status)));

    internal void NearHitRuled(bool right, bool shown) => _nearHits.Add(
        1, new KeyValuePair<string, object?>("right", right ? "yes" : "no"), new KeyValuePair<string, object?>("shown", shown ? "yes" : "no"));

    internal void RunStarted() => _runs.Add(1);

    internal void FirstText(TimeSpan sinceStart) => _timeToFirstToken.Record(sinceStart.TotalSeconds);

    internal void Drafted(TimeSpan sinceStart) => _draft.Record(sinceStart.TotalSeconds);

    internal void Ruled(RulingOutcome outcome, TimeSpan sinceDraft)
    {
        var tag = new KeyValuePair<string, object?>("outcome", NameOf(outcome));
        _rulings.Add(1, tag);
        _ruling.Record(sinceDraft.TotalSeconds, tag);
    }

    internal void Failed(string problemType) => _failures.Add(1, new KeyValuePair<string, object?>("type", problemType));

    private static string NameOf(Enum value) => value.ToString().ToLowerInvariant();
}
