using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Server.Tests.Protocol;

/// <summary>One turn of every kind that the protocol knows. Together they use every event and every field.</summary>
internal static class RecordedTurns
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<RecordedTurn> All { get; } =
    [
        RecordedTurn.Create(
            "confirmed",
            "Ida is the mother of Ben.",
            Accepted("Who is the mother of Ben?", operationId: "op-7f3a"),
            new DraftDelta { Text = "Ida is the" },
            new DraftDelta { Text = " mother of Ben." },
            Shallow(0.94),
            new DeepQueued { Position = 1, EstimatedWaitMs = 12.5 },
            new DeepProgress { Step = 3, Of = 16, Convergence = 0.21, ConfirmedCharacters = 0 },
            new DeepProgress { Step = 16, Of = 16, Convergence = 0.004, ConfirmedCharacters = 25 },
            new RevisionIssued { Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Confirmed, Patches = [], IsFinal = true },
            Completed("Ida is the mother of Ben.", RulingOutcome.Confirmed)),

        // The process died while it wrote the draft, and another one began the answer again.
        RecordedTurn.Create(
            "resumed",
            "Ida is the mother of Ben.",
            Accepted("Who is the mother of Ben?") with
            {
                Settings = new GenerationSettings(DraftSteps: 2, DeepSteps: 16, MaxAnswerTokens: 96),
                Model = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
            },
            new DraftDelta { Text = "Ida is" },
            new TurnResumed { Attempt = 2 },
            new DraftDelta { Text = " the mother of Ben." },
            Shallow(0.94),
            new RevisionIssued { Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Confirmed, Patches = [], IsFinal = true },
            Completed("Ida is the mother of Ben.", RulingOutcome.Confirmed)),

        // No process had a model when the question was accepted; then one joined.
        RecordedTurn.Create(
            "waiting",
            "Ida is the mother of Ben.",
            Accepted("Who is the mother of Ben?") with { Settings = new GenerationSettings(DraftSteps: 2, DeepSteps: 16, MaxAnswerTokens: 96, Exit: GenerationSettings.ModelExit) },
            new TurnWaiting
            {
                Problem = new Problem(
                    ProblemTypes.EngineUnavailable,
                    "Nobody can answer at present.",
                    503,
                    "No process of the cluster has a model. The question is on record, and is answered as soon as there is one."),
            },
            new DraftDelta { Text = "Ida is the mother of Ben." },
            Shallow(0.94),
            new RevisionIssued { Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Confirmed, Patches = [], IsFinal = true },
            Completed("Ida is the mother of Ben.", RulingOutcome.Confirmed)),

        // Offsets count UTF-16 code units: the waving hand is two of them. The deep path writes on after its first change.
        RecordedTurn.Create(
            "amended",
            "👋 347 + 589 = 936, says the deep path.",
            Accepted("347 + 589?"),
            new DraftDelta { Text = "👋 347" },
            new DraftDelta { Text = " + 589 = 926." },
            Shallow(0.61),
            new DeepQueued { Position = 0 },
            new DeepProgress { Step = 16, Of = 16, Convergence = 0.011, ConfirmedCharacters = 16 },
            new RevisionIssued
            {
                Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Amended, IsFinal = false,
                Patches = [new TextPatch(16, 18, "36"), new TextPatch(18, 19, ",")],
            },
            new RevisionIssued
            {
                Revision = 2, BaseRevision = 1, Outcome = RulingOutcome.Amended, IsFinal = true,
                Patches = [new TextPatch(19, 19, " says the deep path.")], Reason = "The deep path changed the second digit of the sum.",
            },
            Completed("👋 347 + 589 = 936, says the deep path.", RulingOutcome.Amended)),

        RecordedTurn.Create(
            "retracted",
            "Nobody told me who Otto's aunt is.",
            Accepted("Who is the aunt of Otto?"),
            new DraftDelta { Text = "Vera is the aunt of Otto." },
            Shallow(0.38),
            new DeepQueued { Position = 0, EstimatedWaitMs = 0 },
            new DeepProgress { Step = 16, Of = 16, Convergence = 0.02, ConfirmedCharacters = 0 },
            new RevisionIssued
            {
                Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Retracted, IsFinal = true,
                Patches = [new TextPatch(0, 25, "Nobody told me who Otto's aunt is.")],
            },
            Completed("Nobody told me who Otto's aunt is.", RulingOutcome.Retracted)),

        // The gate held the draft back from its first unsure token on: nothing but the subject is told until there is a ruling.
        RecordedTurn.Create(
            "acknowledged",
            "347 + 589 = 936.",
            Accepted("Hello! 347 + 589?"),
            new DraftCompleted { Source = DraftSource.Acknowledgement, Confidence = 0.31, RecurrentSteps = 2, Subject = "347 + 589" },
            new DeepQueued { Position = 1, EstimatedWaitMs = 12.5 },
            new DeepProgress { Step = 16, Of = 16, Convergence = 0.02, ConfirmedCharacters = 0 },
            new RevisionIssued
            {
                Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Retracted, IsFinal = true,
                Patches = [new TextPatch(0, 0, "347 + 589 = 936.")],
            },
            Completed("347 + 589 = 936.", RulingOutcome.Retracted)),

        RecordedTurn.Create(
            "cached",
            "👋 347 + 589 = 936, says the deep path.",
            Accepted("347 + 589?"),
            new DraftDelta { Text = "👋 347 + 589 = 936, says the deep path." },
            new DraftCompleted
            {
                Source = DraftSource.Cache, RecurrentSteps = 0, TimeToFirstTokenMs = 0.4, Cache = new CacheReport(CacheStatus.Hit, AgeSeconds: 95.25),
            },
            new TurnCompleted
            {
                Text = "👋 347 + 589 = 936, says the deep path.",
                Ruling = RulingOutcome.Amended,
                Usage = GenerationUsage.None,
                Cache = new CacheReport(CacheStatus.Hit, AgeSeconds: 95.25),
                Model = "00ff",
            }),

        // A similar question had been answered before: that answer is a draft, and here a wrong one.
        RecordedTurn.Create(
            "near",
            "347 + 598 = 945.",
            Accepted("347 + 598?"),
            new DraftDelta { Text = "347 + 589 = 936." },
            new DraftCompleted
            {
                Source = DraftSource.Near, RecurrentSteps = 0, TimeToFirstTokenMs = 0.6,
                Cache = new CacheReport(CacheStatus.Near, AgeSeconds: 95.25, Similarity: 0.9875),
            },
            new DeepProgress { Step = 16, Of = 16, Convergence = 0.02, ConfirmedCharacters = 7 },
            new RevisionIssued
            {
                Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Amended, IsFinal = true,
                Patches = [new TextPatch(7, 15, "98 = 945")],
            },
            Completed("347 + 598 = 945.", RulingOutcome.Amended) with
            {
                Cache = new CacheReport(CacheStatus.Near, AgeSeconds: 95.25, Similarity: 0.9875),
            }),

        RecordedTurn.Create(
            "unverified",
            "Ida is the mother of Ben.",
            Accepted("Who is the mother of Ben?"),
            new DraftDelta { Text = "Ida is the mother of Ben." },
            Shallow(0.94),
            new DeepQueued { Position = 8, EstimatedWaitMs = 4000 },
            new RevisionIssued
            {
                Revision = 1, BaseRevision = 0, Outcome = RulingOutcome.Unverified, Patches = [], IsFinal = true,
                Reason = "The deep path took too long; this is the first answer, unchecked.",
            },
            Completed("Ida is the mother of Ben.", RulingOutcome.Unverified, CacheStatus.Unavailable)),

        RecordedTurn.Create(
            "stopped-deep",
            "Ida is the mother of Ben.",
            Accepted("Who is the mother of Ben?"),
            new DraftDelta { Text = "Ida is the mother of Ben." },
            Shallow(0.94),
            new DeepQueued { Position = 0 },
            new DeepProgress { Step = 5, Of = 16, Convergence = 0.12, ConfirmedCharacters = 0 },
            new TurnStopped { Target = StopTarget.Deep, Text = "Ida is the mother of Ben." }),

        RecordedTurn.Create(
            "stopped-everything",
            "Ida is",
            Accepted("Who is the mother of Ben?"),
            new DraftDelta { Text = "Ida is" },
            new TurnStopped { Target = StopTarget.Everything, Text = "Ida is" }),

        RecordedTurn.Create(
            "failed",
            "Ida is",
            Accepted("Who is the mother of Ben?"),
            new DraftDelta { Text = "Ida is" },
            new TurnFailed
            {
                Problem = new Problem(
                    ProblemTypes.AnswerFailed,
                    "The answer could not be made.",
                    500,
                    "Something went wrong inside the server while it wrote this answer. Ask again."),
            }),

        RecordedTurn.Create(
            "failed-busy",
            "",
            Accepted("Who is the mother of Ben?"),
            new TurnFailed { Problem = new Problem(ProblemTypes.EngineBusy, "The engine is busy.", 503, "Try again in a moment.") }),
    ];

    private static TurnAccepted Accepted(string question, string? operationId = null) => new()
    {
        ConversationId = RecordedTurn.ConversationId,
        Question = question,
        OperationId = operationId,
        AcceptedAt = Noon,
    };

    private static DraftCompleted Shallow(double confidence) => new()
    {
        Source = DraftSource.Shallow,
        Confidence = confidence,
        RecurrentSteps = 2,
        TimeToFirstTokenMs = 6.5,
    };

    private static TurnCompleted Completed(string text, RulingOutcome ruling, CacheStatus cache = CacheStatus.Miss) => new()
    {
        Text = text,
        Ruling = ruling,
        Usage = new GenerationUsage
        {
            DraftSteps = 2,
            DeepSteps = ruling == RulingOutcome.Unverified ? 0 : 16,
            PromptTokens = 12,
            AnswerTokens = 9,
            TimeToFirstTokenMs = 6.5,
            DraftMs = 21,
            DeepMs = 48.75,
        },
        Cache = new CacheReport(cache),
    };
}
