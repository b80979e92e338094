using System.Text.RegularExpressions;

namespace DualPath.Training.Tasks;

/// <summary>
/// Partial results written into the text itself, so that wordings may put words and values in any order: <c>Ann and Bob swap&lt;cup&gt;.</c>
/// notes at the word "swap" that the result known there is "cup".
/// </summary>
internal static class PartialNotes
{
    /// <summary>A note to append to the word at which the partial result is known; nothing where there is none.</summary>
    public static string Note(string? partial) => partial is null ? string.Empty : $"<{partial}>";

    /// <summary>A sentence with a note at its last word, in the place of one that may stand there already.</summary>
    public static string AtEnd(string text, string? partial) => (text.EndsWith('>') ? text[..text.LastIndexOf('<')] : text) + Note(partial);

    /// <summary>A text with a note at the first place where a word stands in it.</summary>
    public static string At(string text, string word, string partial) =>
        new Regex($@"(?<!\p{{L}}){Regex.Escape(word)}(?!\p{{L}})").Replace(text, found => found.Value + Note(partial), count: 1);

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
