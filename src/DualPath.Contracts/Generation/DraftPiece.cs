namespace DualPath.Contracts.Generation;

/// <summary>What a draft generator yields: text pieces, then exactly one completed draft.</summary>
[GenerateSerializer]
public abstract record DraftPiece;

/// <summary>Text to append.</summary>
/// <param name="Text">Whole characters, never empty.</param>
/// <param name="Confidence">Probability of the least sure token up to here, 0 to 1; null when unknown.</param>
[GenerateSerializer]
public sealed record DraftText([property: Id(0)] string Text, [property: Id(1)] double? Confidence = null) : DraftPiece;

/// <summary>The draft is complete. Its text is the concatenation of the pieces.</summary>
/// <param name="Draft">The draft.</param>
[GenerateSerializer]
public sealed record DraftFinished([property: Id(0)] Draft Draft) : DraftPiece;
