using System.Text;
using CsCheck;
using DualPath.Engine.Tokenization;

namespace DualPath.Engine.Tests.Tokenization;

public sealed class ChatTokenizerTests
{
    private static readonly ChatTokenizer Tokenizer = new(new Vocabulary(
        ["Ann", "Bob", "Chris", "boss", "is", "who", "it", "I", "I'm", "that", "makes", "well-known", "hello", "the"],
        [".", ",", "!", "?", ":", "'", "\"", "(", ")", "-", "+", "%"],
        slots: 4));

    // Words of the vocabulary, names that take slots, digits, spaces, and any other characters.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf([.. new[] {
            "Ann", "ann", "BOB", "Chris'", "'s", "boss", " ", " ", "  ", "\n", "it", "I'm", "don't", "Zbigniew", "Jean-Luc", "Zoë", "R2D2", "12", "3", ".", "?!",
            "\"", "(", ")", "-", "<end>", "<x3>", "<bot>", "日本", "😀", "é", "’s", "…", "_", "ß", "ı" }.Select(text => (IGen<string>)Gen.Const(text))]),
        Gen.String[0, 6]).Array[0, 30].Select(string.Concat);

    [Fact]
    public void Encode_Chain_IsOneTokenPerWordAndEndsWhereTheAnswerBegins()
    {
        var prompt = Tokenizer.Encode([], "Ann's boss is Bob. Who is Ann's boss?", 100);

        // user, Ann 's boss is Bob . Who is Ann 's boss ?, bot
        Assert.Equal(14, prompt.Tokens.Count);
        Assert.Equal(prompt.Tokens[1], prompt.Tokens[9]);
        Assert.Equal([1, 2], [prompt.Tokens[0], prompt.Tokens[^1]]);
        Assert.All(prompt.Slots, Assert.Empty);
    }

    [Fact]
    public void Decode_UnknownName_ComesBackInTheUsersSpelling()
    {
        var prompt = Tokenizer.Encode([new("McLeod's boss is Zbigniew.", "it is mcleod")], "who is MCLEOD?", 100);

        Assert.Equal(["McLeod", "Zbigniew"], prompt.Slots.Where(slot => slot.Length > 0));
        Assert.Equal("It is McLeod.", Decode(prompt, Tokenizer.EncodeAnswer(prompt, "it is mcleod.")));
    }

    [Theory]
    [InlineData("Ann's boss is Bob.", "who is anns boss?", "who is Ann's boss?")]
    [InlineData("Nadia's boss is Bob.", "who is Nadias boss?", "who is Nadia's boss?")]
    [InlineData("Nadias is the boss. Nadia is not.", "who is nadias?", "who is Nadias?")]
    [InlineData("Nadia's boss is Bob.", "who is chris?", "who is Chris?")]
    [InlineData("The bosss is it.", "hellos?", "hellos?")]
    public void Encode_PossessiveWithoutApostrophe_IsThatOfANameThatIsKnown(string told, string typed, string meant) =>
        Assert.Equal(Tokenizer.Encode([new(told, "Noted.")], meant, 100).Tokens, Tokenizer.Encode([new(told, "Noted.")], typed, 100).Tokens);

    [Theory]
    [InlineData("it is ann.", "It is Ann.")]
    [InlineData("that makes 936.", "That makes 936.")]
    [InlineData("hello!it is ann's boss ( well-known )", "Hello! It is Ann's boss (well-known)")]
    [InlineData("chris' boss is \" bob \" , 5 %", "Chris's boss is \"Bob\", 5%")]
    [InlineData("it is 4:20 . that makes: 5", "It is 4:20. That makes: 5")]
    [InlineData("it is 16 : 05 , ann : 5", "It is 16:05, Ann: 5")]
    [InlineData("i'm bob 😀 日本!", "I'm Bob 😀 日本!")]
    public void Decode_Answer_HasSpacesAndCapitalsWhereTheyBelong(string answer, string expected)
    {
        var prompt = Tokenizer.Encode([], "日本", 100);
        Assert.Equal(expected, Decode(prompt, Tokenizer.EncodeAnswer(prompt, answer)));
    }

    [Fact]
    public void EncodeAnswer_DecodedText_GivesTheSameTokens() =>
        Gen.Select(Text, Text).Sample(
            (question, answer) =>
            {
                var prompt = Tokenizer.Encode([], question, int.MaxValue);
                var tokens = Tokenizer.EncodeAnswer(prompt, answer);
                string text = Decode(prompt, tokens);
                Assert.Equal(tokens, Tokenizer.EncodeAnswer(prompt, text));
            },
            iter: 20_000);

    [Fact]
    public void Encode_AnyText_NeverGivesTheTokensThatStructureAConversation() =>
        Text.Sample(
            text =>
            {
                var prompt = Tokenizer.Encode([], text, int.MaxValue);
                Assert.All(prompt.Tokens.Skip(1).SkipLast(1), token => Assert.InRange(token, 4, Tokenizer.VocabularySize - 1));
            },
            iter: 5_000);

    [Fact]
    public void Append_AnyTokens_GivesOnlyWholeCharacters() =>
        Gen.Int[0, Tokenizer.VocabularySize - 1].Array[0, 40].Sample(
            tokens =>
            {
                var decoder = Tokenizer.CreateDecoder(Tokenizer.Encode([], "Zbigniew", 100));
                foreach (string piece in tokens.Select(decoder.Append).Append(decoder.Complete()))
                {
                    // Half a surrogate pair does not survive UTF-8.
                    Assert.Equal(piece, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece)));
                }
            },
            iter: 5_000);

    [Fact]
    public void Append_CharacterOfFourBytes_IsHeldBackUntilComplete()
    {
        var prompt = Tokenizer.Encode([], "", 100);
        var decoder = Tokenizer.CreateDecoder(prompt);
        string[] pieces = [.. Tokenizer.EncodeAnswer(prompt, "😀").Select(decoder.Append)];
        Assert.Equal(["", "", "", "😀"], pieces);
    }

    [Fact]
    public void Complete_CharacterCutShort_GivesTheReplacementCharacter()
    {
        var prompt = Tokenizer.Encode([], "", 100);
        var decoder = Tokenizer.CreateDecoder(prompt);
        decoder.Append(Tokenizer.EncodeAnswer(prompt, "😀")[0]);
        Assert.Equal("\uFFFD", decoder.Complete());
    }

    [Fact]
    public void Encode_ContextTooLong_DropsTheOldestExchanges()
    {
        ChatExchange[] context = [new("Ann is Bob.", "it is."), new("Bob is Chris.", "it is.")];
        int whole = Tokenizer.Encode(context, "who?", 100).Tokens.Count;

        var prompt = Tokenizer.Encode(context, "who?", whole - 1);

        Assert.Equal(1, prompt.DroppedExchanges);
        Assert.Equal(Tokenizer.Encode(context[1..], "who?", 100).Tokens, prompt.Tokens);
    }

    [Fact]
    public void Encode_QuestionAloneTooLong_SaysHowLongItIs()
    {
        int count = Tokenizer.CountTokens("who is Ann?");
        var error = Assert.Throws<QuestionTooLongException>(() => Tokenizer.Encode([new("Ann", "Bob")], "who is Ann?", count - 1));
        Assert.Equal((count, count - 1), (error.Tokens, error.Limit));
    }

    [Fact]
    public void Encode_MoreUnknownWordsThanSlots_FallsBackToBytes()
    {
        var prompt = Tokenizer.Encode([], "aa bb cc dd ee ff", 100);
        Assert.Equal(["aa", "bb", "cc", "dd"], prompt.Slots);
        Assert.Equal("Ee ff aa", Capital(Decode(prompt, Tokenizer.EncodeAnswer(prompt, "ee ff aa"))));
        static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string Decode(ChatPrompt prompt, IReadOnlyList<int> tokens)
    {
        var decoder = Tokenizer.CreateDecoder(prompt);
        return string.Concat(tokens.Select(decoder.Append)) + decoder.Complete();
    }
}
