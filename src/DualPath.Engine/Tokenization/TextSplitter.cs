using System.Globalization;
using System.Text;

namespace DualPath.Engine.Tokenization;

/// <summary>Cuts a text into words, digits, the possessive ending and symbols. Knows no vocabulary.</summary>
internal static class TextSplitter
{
    public const string Possessive = "'s";

    public static List<TextPiece> Split(string text)
    {
        var pieces = new List<TextPiece>();
        Rune[] runes = [.. Plain(text).EnumerateRunes()];
        bool space = false;
        for (int i = 0; i < runes.Length;)
        {
            var rune = runes[i];
            if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control)
            {
                space = true;
                i++;
                continue;
            }

            int end = i + 1;
            var kind = TextPieceKind.Symbol;
            if (IsPossessive(runes, i))
            {
                (kind, end) = (TextPieceKind.Possessive, i + 2);
            }
            else if (IsBarePossessive(runes, i, space, pieces))
            {
                kind = TextPieceKind.Possessive;
            }
            else if (Rune.IsLetter(rune))
            {
                (kind, end) = (TextPieceKind.Word, EndOfWord(runes, i));
            }
            else if (rune.Value is >= '0' and <= '9')
            {
                kind = TextPieceKind.Digit;
            }

            string spelling = kind == TextPieceKind.Possessive ? Possessive : string.Concat(runes[i..end].Select(r => r.ToString()));
            pieces.Add(new TextPiece(kind, spelling, space));
            space = false;
            i = end;
        }

        return pieces;
    }

    private static int EndOfWord(Rune[] runes, int start)
    {
        int i = start + 1;
        while (i < runes.Length)
        {
            if (IsInsideWord(runes[i]))
            {
                i++;
            }
            else if (runes[i].Value is '\'' or '-' && i + 1 < runes.Length && Rune.IsLetter(runes[i + 1]) && !IsPossessive(runes, i))
            {
                i += 2;
            }
            else
            {
                break;
            }
        }

        return i;
    }

    private static bool IsInsideWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsPossessive(Rune[] runes, int i) =>
        runes[i].Value == '\'' && i + 1 < runes.Length && runes[i + 1].Value is 's' or 'S'
        && (i + 2 == runes.Length || !IsInsideWord(runes[i + 2]));

    /// <summary><c>Chris' boss</c>: an apostrophe straight after a word in s, with another word to come.</summary>
    private static bool IsBarePossessive(Rune[] runes, int i, bool space, List<TextPiece> pieces) =>
        runes[i].Value == '\'' && !space && pieces is [.., { Kind: TextPieceKind.Word } word] && word.Text[^1] is 's' or 'S'
        && i + 2 < runes.Length && Rune.IsWhiteSpace(runes[i + 1]) && Rune.IsLetter(runes[i + 2]);

    /// <summary>Typographic quotation marks, dashes and operators in the form that keyboards have.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\u2018' or '\u2019' or '\u02bc' => plain.Append('\''),
                '\u201c' or '\u201d' => plain.Append('"'),
                '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212' => plain.Append('-'),
                '\u00d7' => plain.Append('*'),
                '\u00f7' => plain.Append('/'),
                '\u2026' => plain.Append("..."),
                _ => plain.Append(c),
            };
        }

        return plain.ToString();
    }
}
