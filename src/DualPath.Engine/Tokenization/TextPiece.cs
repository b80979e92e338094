namespace DualPath.Engine.Tokenization;

/// <summary>One indivisible piece of a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its spelling, quotation marks and dashes already in their plain form.</param>
/// <param name="AfterSpace">Whether white space stood before it.</param>
internal readonly record struct TextPiece(TextPieceKind Kind, string Text, bool AfterSpace);

internal enum TextPieceKind
{
    /// <summary>Letters, with digits, hyphens and apostrophes inside: a name, "well-known", "don't", "R2D2".</summary>
    Word,

    /// <summary>One of 0 to 9.</summary>
    Digit,

    /// <summary>The ending <c>'s</c>, also when written as a bare apostrophe after an s: <c>Chris' boss</c>.</summary>
    Possessive,

    /// <summary>Any other character.</summary>
    Symbol,
}
