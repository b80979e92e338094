using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Conversations;

/// <summary>The draft is complete; it is provisional unless it came from the cache as an exact hit.</summary>
[GenerateSerializer]
public sealed record DraftCompleted : TurnEvent
{
    /// <summary>Where the draft came from.</summary>
    [Id(0)] public required DraftSource Source { get; init; }

    /// <summary>
    /// Probability the model gave to the token it was least sure of, 0 to 1: one wrong name makes a wrong answer, however sure the words around it are. Null where
    /// the source has none.
    /// </summary>
    [Id(1)] public double? Confidence { get; init; }

    /// <summary>Recurrent steps per token the draft was made with; 0 for a cached answer.</summary>
    [Id(2)] public required int RecurrentSteps { get; init; }

    /// <summary>Milliseconds from the start of the answer run to the first piece of text.</summary>
    [Id(3)] public double? TimeToFirstTokenMs { get; init; }

    /// <summary>Age, and for a near hit similarity, of a draft that came from the answer cache; null for others.</summary>
    [Id(4)] public CacheReport? Cache { get; init; }

    /// <summary>What the question is about, in its own words, to be named by an acknowledgement; null for other drafts, and where the question names nothing.</summary>
    [Id(5)] public string? Subject { get; init; }
}
