using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DualPath.Grains.Answers;

/// <summary>
/// Names the subject of a question in the asker's own words: its last sentence that ends with a question mark, else its last one. Only sentences with letters or digits
/// count; one ends with its line, or at an end mark before white space. Nothing is parsed away but white space and punctuation at both ends.
/// </summary>
internal static partial class QuestionSubject
{
    /// <summary>Text elements a subject has at most, the ellipsis of one that was cut included.</summary>
    public const int MaxElements = 60;

    private const string QuestionMarks = "?？؟";
    private const string Openers = " ¿¡";

    /// <summary>White space and the marks that end a sentence or a part of it, and the equals sign of a sum that is asked for.</summary>
    private const string Closers = $" {QuestionMarks}.!…。！,;:،؛，；：=";

    /// <summary>The subject; null where the question has none.</summary>
    public static string? Of(string question)
    {
        string[] sentences = [.. SentenceEnd().Split(Plain(question)).Where(IsTelling)];
        string? sentence = Array.FindLast(sentences, item => QuestionMarks.Contains(item.TrimEnd()[^1])) ?? sentences.LastOrDefault();
        return sentence is null ? null : Shortened(Trimmed(sentence));
    }

    /// <summary>
    /// The question with control characters as blanks, halves of surrogate pairs replaced, and without the marks that turn the direction of what follows them: it will be
    /// shown inside other text.
    /// </summary>
    private static string Plain(string question)
    {
        var plain = new StringBuilder(question.Length);
        foreach (var rune in question.EnumerateRunes())
        {
            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
            {
                continue;
            }

            plain.Append(Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
        }

        return plain.ToString();
    }

    private static string Trimmed(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimStart(Openers.ToCharArray()).TrimEnd(Closers.ToCharArray());

    /// <summary>Cuts what is too long after a word; within one where that would leave less than half, as among words that are written without blanks.</summary>
    private static string? Shortened(string text)
    {
        var elements = new List<string>();
        for (var rest = StringInfo.GetTextElementEnumerator(text); rest.MoveNext();)
        {
            elements.Add(rest.GetTextElement());
        }

        if (elements.Count <= MaxElements)
        {
            return text;
        }

        int most = MaxElements - 1;
        int blank = elements.LastIndexOf(" ", most);
        string words = Trimmed(string.Concat(elements.Take(blank < most / 2 ? 0 : blank)));
        string cut = IsTelling(words) ? words : Trimmed(string.Concat(elements.Take(most)));
        return IsTelling(cut) ? cut + "…" : null;
    }

    private static bool IsTelling(string text) => text.EnumerateRunes().Any(rune => Rune.IsLetter(rune) || Rune.IsNumber(rune));

    [GeneratedRegex(@"(?<=[?？؟.!…。！])\s+|[\n\v\f\r\u0085\u2028\u2029]")]
    private static partial Regex SentenceEnd();
}
