namespace DualPath.Training.Tasks;

/// <summary>
/// Partial results written into the text itself, so that wordings may put words and values in any order: <c>Ann and Bob swap&lt;cup&gt;.</c>
/// notes at the word "swap" that the result known there is "cup".
/// </summary>
internal static class PartialNotes
{
    /// <summary>A note to append to the word at which the partial result is known; nothing where there is none.</summary>
    public static string Note(string? partial) => partial is null ? string.Empty : $"<{partial}>";

    /// <summary>The text in segments that end where its notes stand.</summary>
    public static IReadOnlyList<Segment> Cut(string text)
    {
        var segments = new List<Segment>();
        while (text.IndexOf('<', StringComparison.Ordinal) is var open and >= 0)
        {
            int close = text.IndexOf('>', open);
            segments.Add(new Segment(text[..open], text[(open + 1)..close]));
            text = text[(close + 1)..];
        }

        if (text.Length > 0)
        {
            segments.Add(new Segment(text));
        }

        return segments;
    }
}
