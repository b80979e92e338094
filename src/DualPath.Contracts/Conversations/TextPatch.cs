using System.Collections.Immutable;
using System.Text;

namespace DualPath.Contracts.Conversations;

/// <summary>Replaces the characters from <paramref name="Start"/> up to <paramref name="End"/> by <paramref name="Text"/>.</summary>
/// <param name="Start">First character replaced, in UTF-16 code units, as C# and JavaScript strings count.</param>
/// <param name="End">One past the last character replaced; equal to <paramref name="Start"/> for an insertion.</param>
/// <param name="Text">What stands there instead.</param>
[GenerateSerializer]
public readonly record struct TextPatch(
    [property: Id(0)] int Start,
    [property: Id(1)] int End,
    [property: Id(2)] string Text)
{
    /// <summary>Applies a revision's patches to the text they were made for.</summary>
    /// <exception cref="ArgumentException">The patches overlap, are not sorted, or lie outside the text.</exception>
    public static string Apply(string text, ImmutableArray<TextPatch> patches)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length);
        int at = 0;
        foreach (var patch in patches)
        {
            if (patch.Start < at || patch.End < patch.Start || patch.End > text.Length)
            {
                throw new ArgumentException(
                    $"Patch {patch.Start}..{patch.End} does not fit: it must begin at {at} or later and end at {text.Length} or earlier.",
                    nameof(patches));
            }

            result.Append(text, at, patch.Start - at).Append(patch.Text);
            at = patch.End;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The smallest single patch that turns one text into another; empty when they are equal. Never splits a surrogate pair.</summary>
    public static ImmutableArray<TextPatch> Between(string from, string to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from == to)
        {
            return [];
        }

        int shorter = Math.Min(from.Length, to.Length);
        int prefix = 0;
        while (prefix < shorter && from[prefix] == to[prefix])
        {
            prefix++;
        }

        if (prefix > 0 && char.IsHighSurrogate(from[prefix - 1]))
        {
            prefix--;
        }

        int suffix = 0;
        while (suffix < shorter - prefix && from[^(suffix + 1)] == to[^(suffix + 1)])
        {
            suffix++;
        }

        if (suffix > 0 && char.IsLowSurrogate(from[^suffix]))
        {
            suffix--;
        }

        return [new TextPatch(prefix, from.Length - suffix, to[prefix..^suffix])];
    }
}
