using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace DualPath.Engine.Tokenization.Bpe;

/// <summary>Cuts a text into the pieces inside of which tokens are merged: the matches of a pattern, seen in code points.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="keepsGaps">Whether what lies between matches is a piece, too, or is dropped.</param>
internal sealed class SplitPreTokenizer(Regex pattern, bool keepsGaps) : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Split(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Split(text);

    private List<(int Offset, int Length)> Split(ReadOnlySpan<char> text)
    {
        var view = new CodePointView(text);
        var pieces = new List<(int Offset, int Length)>();
        int end = 0;
        foreach (var match in pattern.EnumerateMatches(view.Text))
        {
            if (match.Length == 0)
            {
                continue;
            }

            if (keepsGaps && match.Index > end)
            {
                pieces.Add(view.Locate(end, match.Index));
            }

            end = match.Index + match.Length;
            pieces.Add(view.Locate(match.Index, end));
        }

        if (keepsGaps && end < view.Text.Length)
        {
            pieces.Add(view.Locate(end, view.Text.Length));
        }

        return pieces;
    }
}
