using System.Collections.Immutable;
using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Conversations;

/// <summary>The deep path rules on the text shown, or on a part of it while it still writes.</summary>
[GenerateSerializer]
public sealed record RevisionIssued : TurnEvent
{
    /// <summary>Number of this revision within the turn, from 1. The draft is revision 0.</summary>
    [Id(0)] public required int Revision { get; init; }

    /// <summary>The revision the patches apply to: always the one before.</summary>
    [Id(1)] public required int BaseRevision { get; init; }

    /// <summary>What the deep path found. While <see cref="IsFinal"/> is false, what it has found so far.</summary>
    [Id(2)] public required RulingOutcome Outcome { get; init; }

    /// <summary>Changes to the base revision's text: sorted, not overlapping, offsets in the base text. Empty when the text stands.</summary>
    [Id(3)] public required ImmutableArray<TextPatch> Patches { get; init; }

    /// <summary>False when more revisions of the same ruling follow.</summary>
    [Id(4)] public required bool IsFinal { get; init; }

    /// <summary>Why, for a person; null when the outcome says all.</summary>
    [Id(5)] public string? Reason { get; init; }
}
