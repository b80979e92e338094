using System.Globalization;
using System.Text;
using CsCheck;
using DualPath.Grains.Answers;

namespace DualPath.Grains.Tests.Answers;

/// <summary>What an acknowledgement calls a question, however the question is written.</summary>
public sealed class QuestionSubjectTests
{
    private const string Family = "👨‍👩‍👧";

    private static readonly string[] Pieces =
    [
        "a", "Who", "7", " ", "  ", "\n", "\r\n", "\t", "\0", "\u0085", ".", "?", "!", "…", "؟", "。", "=", ",", "¿", "(", "\u0301", "😀", Family, "🇩🇪", "\u200D", "\uD83D", "\uDE00",
        "\u202E", "\u2066", "שלום", "علي", "中文", "<b>", "½", new string('x', 70), string.Concat(Enumerable.Repeat("é ", 40)),
    ];

    private static readonly Gen<string> Question = Gen.Int[0, Pieces.Length - 1].Array[0, 40].Select(chosen => string.Concat(chosen.Select(i => Pieces[i])));

    [Theory]
    [InlineData("347 + 589?", "347 + 589")]
    [InlineData("347 + 589 = ?", "347 + 589")]
    [InlineData("Ida is the mother of Ben. Who is the mother of Ben?", "Who is the mother of Ben")]
    [InlineData("Ida is the mother of Ben\nWho is the mother of Ben", "Who is the mother of Ben")]
    [InlineData("Ida is the mother of Ben.\r\n\r\nWho?\r\n", "Who")]
    [InlineData("Please, could you tell me where Ida is?", "Please, could you tell me where Ida is")]
    [InlineData("Where is Ida? Answer in one word. Thanks!", "Where is Ida")]
    [InlineData("Where is Ida? Where is Ben? 😀", "Where is Ben")]
    [InlineData("What is 3.5 + 0.25? ...", "What is 3.5 + 0.25")]
    [InlineData("Is it 9:10.30 or 9:15 now", "Is it 9:10.30 or 9:15 now")]
    [InlineData("Well... who is it?!", "who is it")]
    [InlineData("¿Quién es Ben?", "Quién es Ben")]
    [InlineData("  Who \t is \u00A0 Ben  ?  ", "Who is Ben")]
    [InlineData("Who\0is\u0007Ben\u001B[31m?", "Who is Ben [31m")]
    [InlineData("<img src=x onerror=alert(1)>?", "<img src=x onerror=alert(1)>")]
    [InlineData("½?", "½")]
    [InlineData("من هو علي؟", "من هو علي")]
    [InlineData("מי זה בן?", "מי זה בן")]
    [InlineData("\u202EWho is \u2067Ben\u2069?", "Who is Ben")]
    [InlineData("谁是本？", "谁是本")]
    [InlineData("Who is 👨‍👩‍👧?", "Who is 👨‍👩‍👧")]
    [InlineData("Who is Mr. Smith?", "Smith")]
    [InlineData("", null)]
    [InlineData(" \r\n\0 ", null)]
    [InlineData("?!...", null)]
    [InlineData("😀?", null)]
    public void Of_AQuestion_IsItsLastSentenceThatAsks(string question, string? subject) => Assert.Equal(subject, QuestionSubject.Of(question));

    [Fact]
    public void Of_HalfACharacter_HasNoHalfInIt() => Assert.Equal("Who is \uFFFD", QuestionSubject.Of("Who is \uD83D?"));

    [Fact]
    public void Of_ALongSentence_IsCutAfterAWord()
    {
        string longest = $"{new string('a', 29)} {new string('b', 30)}";

        Assert.Equal(longest, QuestionSubject.Of(longest + "?"));
        Assert.Equal($"谁 {new string('是', 57)}…", QuestionSubject.Of($"谁 {new string('是', 90)}？"));
        Assert.Equal($"{new string('a', 29)}…", QuestionSubject.Of(longest + "b?"));
        Assert.Equal($"{new string('a', 29)} {new string('b', 29)}…", QuestionSubject.Of($"{new string('a', 29)} {new string('b', 29)} c d?"));
        Assert.Equal($"{new string('a', 29)}…", QuestionSubject.Of($"{new string('a', 29)}, {longest}?"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("e\u0301")]
    [InlineData("x😀")]
    [InlineData("𝒳")]
    public void Of_ALongWord_IsCutWithinItButInNoCharacter(string character)
    {
        string subject = QuestionSubject.Of(string.Concat(Enumerable.Repeat(character, 100)))!;

        Assert.Equal(QuestionSubject.MaxElements, new StringInfo(subject).LengthInTextElements);
        Assert.StartsWith(subject[..^1], string.Concat(Enumerable.Repeat(character, 100)), StringComparison.Ordinal);
        Assert.EndsWith("…", subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ManyMarksBeforeALongWord_IsNothing() => Assert.Null(QuestionSubject.Of(string.Concat(Enumerable.Repeat("= ", 40)) + "who"));

    [Fact]
    public void Of_AnyText_IsShortOneLineAndWhole() =>
        Question.Sample(question =>
        {
            if (QuestionSubject.Of(question) is not { } subject)
            {
                return;
            }

            Assert.InRange(new StringInfo(subject).LengthInTextElements, 1, QuestionSubject.MaxElements);
            Assert.Equal(subject.Trim(), subject);
            Assert.DoesNotContain("  ", subject, StringComparison.Ordinal);
            Assert.DoesNotContain(subject, char.IsControl);
            Assert.Equal(subject, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(subject)));
            Assert.Contains(subject.EnumerateRunes(), rune => Rune.IsLetter(rune) || Rune.IsNumber(rune));
        });
}
