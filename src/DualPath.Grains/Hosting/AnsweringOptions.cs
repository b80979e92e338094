using System.ComponentModel.DataAnnotations;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Grains.Hosting;

/// <summary>How questions are answered, section <c>DualPath:Answering</c>.</summary>
public sealed class AnsweringOptions
{
    /// <summary>Stands for no exit criterion: every token is decided at full depth.</summary>
    public const string NoExit = "none";

    /// <summary>Recurrent steps of the shallow pass, which makes the draft. Default: 2.</summary>
    [Range(1, 1024, ErrorMessage = "DualPath:Answering:DraftSteps must lie between {1} and {2}.")]
    public int DraftSteps { get; set; } = 2;

    /// <summary>
    /// The draft gate: from the first token on that the shallow pass gives a lower probability than this, a draft is not shown; the reader learns what is being worked out, and
    /// gets the deep answer. Default: 0, every draft is shown.
    /// </summary>
    [Range(0.0, 1.0, ErrorMessage = "DualPath:Answering:DraftGate must lie between {1} and {2}.")]
    public double DraftGate { get; set; }

    /// <summary>Recurrent steps of the deep pass, which rules on it; at least <see cref="DraftSteps"/>. Default: 16.</summary>
    [Range(1, 1024, ErrorMessage = "DualPath:Answering:DeepSteps must lie between {1} and {2}.")]
    public int DeepSteps { get; set; } = 16;

    /// <summary>
    /// When the deep pass may decide a token before <see cref="DeepSteps"/>: an exit criterion and its threshold, such as <c>settled@0.0005</c>,
    /// <see cref="GenerationSettings.ModelExit"/> (calibration.json), or <see cref="NoExit"/>. Default: model.
    /// </summary>
    public string Exit { get; set; } = GenerationSettings.ModelExit;

    /// <summary>Tokens after which an answer is cut. Default: 96.</summary>
    [Range(1, 65536, ErrorMessage = "DualPath:Answering:MaxAnswerTokens must lie between {1} and {2}.")]
    public int MaxAnswerTokens { get; set; } = 96;

    /// <summary>Earlier exchanges of a conversation that the model is shown at least; up to half as many more, so that the beginning of what it is shown seldom changes. Default: 6.</summary>
    [Range(0, 1000, ErrorMessage = "DualPath:Answering:ContextExchanges must lie between {1} and {2}.")]
    public int ContextExchanges { get; set; } = 6;

    /// <summary>Unfinished turns a conversation may have; a further question is refused. Default: 8.</summary>
    [Range(1, 1000, ErrorMessage = "DualPath:Answering:MaxOpenTurns must lie between {1} and {2}.")]
    public int MaxOpenTurns { get; set; } = 8;

    /// <summary>
    /// Unfinished turns a scope may have in all its conversations, counted by each server process on its own; a further question is refused. Default: 2000, of which
    /// those that ask the same in the same words are one run.
    /// </summary>
    [Range(1, 1_000_000, ErrorMessage = "DualPath:Answering:MaxOpenTurnsPerScope must lie between {1} and {2}.")]
    public int MaxOpenTurnsPerScope { get; set; } = 2000;

    /// <summary>How long a draft waits for its ruling, queueing included; then it stays, unverified. Default: 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "DualPath:Answering:DeepTimeout must lie between {1} and {2}.")]
    public TimeSpan DeepTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a reply waits for the answer cache before it goes on without. Default: 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = "DualPath:Answering:CacheTimeout must lie between {1} and {2}.")]
    public TimeSpan CacheTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Times a turn is begun, counted through crashes, before it fails: a question that brings the server down does so this often. Default: 6.
    /// </summary>
    [Range(1, 100, ErrorMessage = "DualPath:Answering:MaxAttempts must lie between {1} and {2}.")]
    public int MaxAttempts { get; set; } = 6;

    /// <summary>Wait before a turn is begun the second time; twice as long before each further one. Default: 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "DualPath:Answering:RetryDelay must lie between {1} and {2}.")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often owed turns are looked for that nobody is answering, because the silo that did is gone. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "DualPath:Answering:SweepPeriod must lie between {1} and {2}.")]
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What is stopped when nobody watches a turn any more: nothing, the deep path, or everything. Default: nothing; the answer is
    /// finished, on record for whoever comes back, and kept in the cache.
    /// </summary>
    public StopTarget? StopUnwatched { get; set; }

    /// <summary>How long nobody must have watched for that; a reader who reconnects is gone for a moment, too. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "DualPath:Answering:UnwatchedFor must lie between {1} and {2}.")]
    public TimeSpan UnwatchedFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What of this decides the text.</summary>
    public GenerationSettings ToSettings() => new(DraftSteps, DeepSteps, MaxAnswerTokens, Exit == NoExit ? null : Exit);
}
