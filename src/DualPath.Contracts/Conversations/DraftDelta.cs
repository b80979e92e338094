namespace DualPath.Contracts.Conversations;

/// <summary>A piece of the draft, to be appended to the text shown.</summary>
[GenerateSerializer]
public sealed record DraftDelta : TurnEvent
{
    /// <summary>Whole characters only; never empty.</summary>
    [Id(0)] public required string Text { get; init; }
}
