using System.Globalization;
using System.Text;

namespace DualPath.Engine.Tokenization.Bpe;

/// <summary>
/// A text with one char for every code point, for regular expressions written for engines that see code points: .NET's see UTF-16 units,
/// so that <c>\p{S}</c> does not match an emoji, and <c>.</c> matches half of one. A character outside the basic plane is replaced by one
/// of its general category inside it.
/// </summary>
internal readonly ref struct CodePointView
{
    // One character per UnicodeCategory, in the order of that enumeration; none that a pattern is likely to name.
    private const string StandIns =
        "\u0531\u0561\u1F88\u02B0\u05D0\u0591\u0903\u0488\u0660\u2160\u2460\u2003\u2028\u2029\u0080\u2060\uDFFF\uE000\u203F\u2E17"
        + "\u2045\u2046\u2E02\u2E03\u2055\u2A01\u20B2\u02E5\u2601\u0378";

    // Where each char of the view begins in the text, and the text's end; null if nothing was replaced.
    private readonly int[]? _starts;

    public CodePointView(ReadOnlySpan<char> text)
    {
        Text = text;
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return;
        }

        var view = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        for (int i = 0; i < text.Length;)
        {
            starts.Add(i);
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            view.Append(pair ? StandIn(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[i], text[i + 1]))) : text[i]);
            i += pair ? 2 : 1;
        }

        starts.Add(text.Length);
        _starts = [.. starts];
        Text = view.ToString();
    }

    /// <summary>The view.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>The place in the text of a piece of the view.</summary>
    public (int Offset, int Length) Locate(int start, int end) =>
        _starts is null ? (start, end - start) : (_starts[start], _starts[end] - _starts[start]);

    internal static char StandIn(UnicodeCategory category) => StandIns[(int)category];
}
