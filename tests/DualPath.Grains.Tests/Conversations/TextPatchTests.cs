using System.Collections.Immutable;
using CsCheck;
using DualPath.Contracts.Conversations;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>The patch algebra: what leads from one text to another, what patches do, and which are none.</summary>
public sealed class TextPatchTests
{
    private static readonly string[] Pieces = ["a", "b", " ", "é", "😀", "😁", "🚀", "\uD83D", "\uDE00"];

    /// <summary>Few characters, so that texts have much in common: pairs among them that share their first or their second half, and halves alone.</summary>
    private static readonly Gen<string> Text = Gen.Int[0, Pieces.Length - 1].Array[0, 8].Select(chosen => string.Concat(chosen.Select(i => Pieces[i])));

    /// <summary>A text, and sorted patches of it.</summary>
    private static readonly Gen<(string Text, ImmutableArray<TextPatch> Patches)> Patched =
        from text in Text
        from cuts in Gen.Int[0, text.Length].Array[0, 6]
        from words in Text.Array[3]
        select (text, Sorted(cuts, words));

    [Fact]
    public void Between_AnyTwoTexts_LeadsFromOneToTheOther() =>
        Gen.Select(Text, Text).Sample((from, to) => TextPatch.Apply(from, TextPatch.Between(from, to)) == to);

    [Fact]
    public void Between_EqualTexts_IsNothing() => Text.Sample(text => TextPatch.Between(text, text).IsEmpty);

    [Fact]
    public void Between_WholeCharacters_SplitsNone() =>
        Gen.Select(Text.Where(IsWhole), Text.Where(IsWhole)).Sample((from, to) =>
            TextPatch.Between(from, to).All(patch => IsWhole(from[..patch.Start]) && IsWhole(from[patch.Start..patch.End]) && IsWhole(patch.Text)));

    [Fact]
    public void Apply_SortedPatches_IsWhatReplacingFromTheLastToTheFirstIs() =>
        Patched.Sample((text, patches) =>
            TextPatch.Apply(text, patches)
            == patches.Reverse().Aggregate(text, (rest, patch) => rest.Remove(patch.Start, patch.End - patch.Start).Insert(patch.Start, patch.Text)));

    [Fact]
    public void Apply_PatchesThatDoNotFit_AreRefused() =>
        Gen.Select(Patched, Gen.Int[0, 3], Gen.Int[1, 3]).Sample((patched, how, by) =>
        {
            var (text, patches) = patched;
            int end = patches.IsEmpty ? 0 : patches[^1].End;
            TextPatch misfit = how switch
            {
                0 => new(text.Length, text.Length + by, "beyond the end"),
                1 => new(end - by, end, "over the one before, or before the beginning"),
                2 => new(text.Length + by, text.Length + by, "behind the end"),
                _ => new(text.Length, text.Length - by, "backwards"),
            };

            Assert.Throws<ArgumentException>(() => TextPatch.Apply(text, patches.Add(misfit)));
        });

    private static ImmutableArray<TextPatch> Sorted(int[] cuts, string[] words)
    {
        int[] sorted = [.. cuts.Order()];
        return [.. Enumerable.Range(0, sorted.Length / 2).Select(i => new TextPatch(sorted[2 * i], sorted[2 * i + 1], words[i]))];
    }

    private static bool IsWhole(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
