using System.Globalization;
using System.Text;

namespace DualPath.Training.Tasks;

/// <summary>
/// Texts with marks where an intermediate result is known: in <c>Start with 7^. Add 5^.</c> each <c>^</c> stands right behind the token at
/// which training asks for it. A result of several words takes the tokens that follow as well.
/// </summary>
internal static class Marked
{
    private const char Mark = '^';

    /// <summary>A number as the network names it: the units at the token itself, the tens at the next one, and the hundreds after that, where there are any.</summary>
    public static string[] Digits(int value) =>
        [Digit(value), Digit(value / 10), .. value > 99 ? [Digit(value / 100)] : Array.Empty<string>()];

    /// <summary>Cuts a text at its marks.</summary>
    /// <param name="text">The text with one mark for each result.</param>
    /// <param name="results">The words of each result, in the order of the marks.</param>
    public static IReadOnlyList<Segment> Cut(string text, IReadOnlyList<string[]> results)
    {
        string[] parts = text.Split(Mark);
        if (parts.Length != results.Count + 1)
        {
            throw new ArgumentException($"\"{text}\" does not have {results.Count} marks.", nameof(text));
        }

        var segments = new List<Segment>();
        var open = new StringBuilder(parts[0]);
        for (int i = 0; i < results.Count; i++)
        {
            segments.Add(new Segment(open.ToString(), results[i][0]));
            open.Clear();
            int at = 0;
            string next = parts[i + 1];
            foreach (string word in results[i].Skip(1))
            {
                // The last token before the next mark belongs to the next result.
                int end = EndOfToken(next, at);
                if (end <= at || (end == next.Length && i + 1 < results.Count))
                {
                    break;
                }

                segments.Add(new Segment(next[at..end], word));
                at = end;
            }

            open.Append(next, at, next.Length - at);
        }

        return open.Length == 0 ? segments : [.. segments, new Segment(open.ToString())];
    }

    /// <summary>A message that only tells something; the questions about it follow.</summary>
    public static Exchange Facts(string text, IReadOnlyList<string[]> results) =>
        new("facts", 1, Cut(text, results), "Noted.", text.Replace(Mark.ToString(), string.Empty, StringComparison.Ordinal).ToLowerInvariant());

    private static string Digit(int value) => (value % 10).ToString(CultureInfo.InvariantCulture);

    /// <summary>The end of the token that begins here or after the space here; the same place where there is none.</summary>
    private static int EndOfToken(string text, int start)
    {
        int at = start;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at == text.Length)
        {
            return start;
        }

        bool word = char.IsLetter(text[at]) || text[at] == '\'';
        at++;
        while (word && at < text.Length && (char.IsLetterOrDigit(text[at]) || (text[at] is '\'' or '-' && at + 1 < text.Length && char.IsLetter(text[at + 1]))))
        {
            at++;
        }

        return at;
    }
}
