using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using DualPath.Engine.Tests.Huginn;
using DualPath.Engine.Tokenization;
using DualPath.Engine.Tokenization.Bpe;
using DualPath.Model;

namespace DualPath.Engine.Tests.Tokenization;

public sealed class BpeChatTokenizerTests : IDisposable
{
    private static readonly SyntheticTokenizer Synthetic = new();

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf([.. new[] {
            "Hello", " there", "the boss", "'s", " is", "  ", "\n", "\n\n", "\t", "12", "3", ".", "?!", " .", "😀", "👩🏽‍🚀", "𝔘niverse", "𝟙", "é", "e\u0301", "日本", "\0", "\u200D",
            "<|end_turn|>", "<|begin_header|>system<|end_header|>", "<|reserved_token_400|>", "Ġ", "Ċ", "\uD800" }.Select(text => (IGen<string>)Gen.Const(text))]),
        Gen.String[0, 6]).Array[0, 30].Select(string.Concat);

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Encode_Conversation_IsThePublishedTemplate()
    {
        var prompt = Load().Encode([new("Hello there! ", "\tHello.")], "How is the weather?", 1000);

        Assert.Equal(
            [
                SyntheticTokenizer.BeginText,
                SyntheticTokenizer.BeginHeader, .. Pieces("user"), SyntheticTokenizer.EndHeader, .. Pieces("\n\n", "Hello", " there", "!"), SyntheticTokenizer.EndTurn,
                SyntheticTokenizer.BeginHeader, .. Pieces("Huginn"), SyntheticTokenizer.EndHeader, .. Pieces("\n\n", "Hello", "."), SyntheticTokenizer.EndTurn,
                SyntheticTokenizer.BeginHeader, .. Pieces("user"), SyntheticTokenizer.EndHeader, .. Pieces("\n\n", "How", " is", " the", " weather", "?"), SyntheticTokenizer.EndTurn,
                SyntheticTokenizer.BeginHeader, .. Pieces("Huginn"), SyntheticTokenizer.EndHeader, .. Pieces("\n\n"),
            ],
            prompt.Tokens);
        Assert.Empty(prompt.Slots);
        Assert.Equal(0, prompt.DroppedExchanges);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EncodeAnswer_EitherFormOfMerges_MergesAsDefined(bool pairs)
    {
        var tokenizer = Load(Synthetic.ToJson(pairs));
        var prompt = tokenizer.Encode([], "?", 100);
        Assert.Equal(Pieces("What", " is", " ", "1", "2", " ", "+", " ", "3", "?"), tokenizer.EncodeAnswer(prompt, "What is 12 + 3?"));
        Assert.Equal(Pieces("naïve", "😀", "😀"), tokenizer.EncodeAnswer(prompt, "naïve😀😀"));
        Assert.True(tokenizer.EncodeAnswer(prompt, "the boss").Count < "the boss".Length);
    }

    [Fact]
    public void EncodeAnswer_AnyWord_MergesAsDefined() =>
        Gen.Char["HeloThrbsiwaéï日"].Array[1, 60].Select(letters => new string(letters))
            .Sample(word => Assert.Equal(Synthetic.Encode(word), Shared.EncodeAnswer(Prompt, word)), iter: 2000);

    [Fact]
    public void Decode_EncodedText_IsTheText() =>
        Text.Where(text => KeptBySplitting(text)).Sample(
            text => Assert.Equal(text, Decode(Shared, Shared.EncodeAnswer(Prompt, text))),
            iter: 5000);

    [Fact]
    public void Encode_AnyText_NeverGivesControlTokens() =>
        Text.Sample(
            text =>
            {
                Assert.All(Shared.EncodeAnswer(Prompt, text), token => Assert.InRange(token, 0, SyntheticTokenizer.FirstControl - 1));
                int[] controls = [.. Shared.Encode([], text, 10_000).Tokens.Where(token => token >= SyntheticTokenizer.FirstControl)];
                Assert.Equal(
                    [
                        SyntheticTokenizer.BeginText, SyntheticTokenizer.BeginHeader, SyntheticTokenizer.EndHeader, SyntheticTokenizer.EndTurn,
                        SyntheticTokenizer.BeginHeader, SyntheticTokenizer.EndHeader,
                    ],
                    controls);
            },
            iter: 5000);

    [Fact]
    public void Encode_ControlTokenReachableByMerges_IsRefused()
    {
        // Somebody's file whose merges spell a control token.
        Edit(file => file["model"]!["merges"] = new JsonArray("< |", "<| e", "<|e n", "<|en d"));
        Edit(file => file["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 511, ["content"] = "<|" }), keep: true);
        Assert.Throws<ModelFormatException>(() => TokenizerFile.Load(_path));
    }

    [Fact]
    public void Append_CharacterInSeveralTokens_IsHeldBackUntilComplete()
    {
        var decoder = Shared.CreateDecoder(Prompt);
        byte[] bytes = Encoding.UTF8.GetBytes("é日");
        Assert.Equal(["", "é", "", "", "日"], bytes.Select(b => decoder.Append(ByteToken(b))));
        Assert.Equal("", decoder.Append(SyntheticTokenizer.BeginHeader));
        Assert.Equal("", decoder.Append(ByteToken(0xF0)));
        Assert.Equal("\uFFFD", decoder.Complete());
    }

    [Fact]
    public void EndTokens_AreThoseAtWhichTheReferenceStops()
    {
        Assert.Equal(SyntheticTokenizer.EndTurn, Shared.EndToken);
        Assert.Equal([SyntheticTokenizer.BeginText, SyntheticTokenizer.EndText], Shared.OtherEndTokens.Order());
    }

    [Fact]
    public void Encode_ContextTooLong_DropsTheOldestExchanges()
    {
        ChatExchange[] context = [new("Hello there", "Hello"), new("How is it?", "It is.")];
        int whole = Shared.Encode(context, "What?", 1000).Tokens.Count;

        var prompt = Shared.Encode(context, "What?", whole - 1);

        Assert.Equal(1, prompt.DroppedExchanges);
        Assert.Equal(Shared.Encode(context[1..], "What?", 1000).Tokens, prompt.Tokens);
        Assert.Equal(Shared.CountTokens("What?"), Shared.Encode(context, "What?", Shared.CountTokens("What?")).Tokens.Count);
        var error = Assert.Throws<QuestionTooLongException>(() => Shared.Encode(context, "What?", Shared.CountTokens("What?") - 1));
        Assert.Equal(Shared.CountTokens("What?"), error.Tokens);
    }

    [Fact]
    public void Load_MutatedFile_LoadsOrRefuses()
    {
        byte[] original = Encoding.UTF8.GetBytes(Synthetic.ToJson());
        var random = new Random(20261125);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] mutated = [.. original];
            for (int edits = 1 + random.Next(4); edits > 0; edits--)
            {
                mutated[random.Next(mutated.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"{}[]\",:0-\\"[random.Next(10)];
            }

            File.WriteAllBytes(_path, mutated);
            try
            {
                Decode(TokenizerFile.Load(_path), TokenizerFile.Load(_path).Encode([], "Hello there 😀", 1000).Tokens);
            }
            catch (ModelFormatException e)
            {
                Assert.Equal(_path, e.File);
            }
        }
    }

    [Theory]
    [InlineData("$.model.type", "\"Unigram\"", "Unigram")]
    [InlineData("$.normalizer", """{"type": "NFC"}""", "normalizer")]
    [InlineData("$.model.continuing_subword_prefix", "\"##\"", "prefixes")]
    [InlineData("$.model.ignore_merges", "true", "ignored merges")]
    [InlineData("$.pre_tokenizer", "null", "pre_tokenizer")]
    [InlineData("$.pre_tokenizer", """{"type": "ByteLevel"}""", "pre_tokenizer")]
    [InlineData("$.pre_tokenizer.pretokenizers[1].add_prefix_space", "true", "pre_tokenizer")]
    [InlineData("$.pre_tokenizer.pretokenizers[0].behavior", "\"MergedWithPrevious\"", "MergedWithPrevious")]
    [InlineData("$.pre_tokenizer.pretokenizers[0].pattern.Regex", "\"(\"", "(")]
    [InlineData("$.model.merges", """["a"]""", "")]
    [InlineData("$.model.merges", """["a nowhere"]""", "nowhere")]
    [InlineData("$.model.merges", """[["t", "h"], ["t", "h"]]""", "")]
    [InlineData("$.model.merges", "[1]", "")]
    [InlineData("$.model.vocab.a", "98", "98")]
    [InlineData("$.model.vocab.a", "-1", "-1")]
    [InlineData("$.model.vocab.a", "99999999", "99999999")]
    [InlineData("$.added_tokens[4].content", "\"<|stop|>\"", "<|end_turn|>")]
    [InlineData("$.added_tokens[4].id", "7", "<|end_turn|>")]
    [InlineData("$.added_tokens", "[]", "<|begin_text|>")]
    public void Load_FileThatAsksForMore_IsRefused(string path, string value, string problem)
    {
        Edit(file => Set(file, path, JsonNode.Parse(value)));
        var error = Assert.Throws<ModelFormatException>(() => TokenizerFile.Load(_path));
        Assert.Equal(_path, error.File);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ByteWithoutToken_IsRefused()
    {
        Edit(file => file["model"]!["vocab"]!.AsObject().Remove("Ġ"));
        Assert.Contains("\"Ġ\"", Assert.Throws<ModelFormatException>(() => TokenizerFile.Load(_path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    public void Load_NoTokenizer_IsRefused(string json)
    {
        File.WriteAllText(_path, json);
        Assert.Equal(_path, Assert.Throws<ModelFormatException>(() => TokenizerFile.Load(_path)).File);
    }

    [Fact]
    public void StandIn_EveryCategory_IsOfIt() =>
        Assert.All(
            Enum.GetValues<UnicodeCategory>(),
            category => Assert.Equal(category, CharUnicodeInfo.GetUnicodeCategory(CodePointView.StandIn(category))));

    [Fact]
    public void EncodeAnswer_LongText_TakesTimeInProportion()
    {
        // A quadratic merge would take minutes for the second one.
        Assert.InRange(Shared.EncodeAnswer(Prompt, new string('s', 20_000)).Count, 1, 20_000);
        Assert.InRange(Shared.EncodeAnswer(Prompt, string.Concat(Enumerable.Repeat("boss", 50_000))).Count, 1, 200_000);
    }

    public void Dispose() => File.Delete(_path);

    private static readonly BpeChatTokenizer Shared = LoadOnce();

    private static readonly ChatPrompt Prompt = Shared.Encode([], "?", 100);

    private static BpeChatTokenizer LoadOnce()
    {
        using var tests = new BpeChatTokenizerTests();
        return tests.Load();
    }

    private static int[] Pieces(params string[] pieces) => [.. pieces.SelectMany(Synthetic.Encode)];

    private static int ByteToken(byte value) => Synthetic.Vocabulary.Single(token => token.Value < 256 && ByteAlphabet.Symbols.IndexOf(token.Key[0]) == value && token.Key.Length == 1).Value;

    /// <summary>The published pattern drops what it does not match: lone marks, format and control characters, halves of pairs.</summary>
    private static bool KeptBySplitting(string text) => text.EnumerateRunes().All(rune =>
        rune != Rune.ReplacementChar && (Rune.IsLetterOrDigit(rune) || Rune.IsWhiteSpace(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune)));

    private static string Decode(IChatTokenizer tokenizer, IReadOnlyList<int> tokens)
    {
        var decoder = tokenizer.CreateDecoder(Prompt);
        return string.Concat(tokens.Select(decoder.Append)) + decoder.Complete();
    }

    private static void Set(JsonNode file, string path, JsonNode? value)
    {
        string[] keys = path[2..].Replace("[", ".[").Split('.');
        var node = keys[..^1].Aggregate(file, (node, key) => key[0] == '[' ? node[int.Parse(key.Trim('[', ']'), CultureInfo.InvariantCulture)]! : node[key]!);
        node[keys[^1]] = value;
    }

    private BpeChatTokenizer Load(string? json = null)
    {
        File.WriteAllText(_path, json ?? Synthetic.ToJson());
        return Assert.IsType<BpeChatTokenizer>(TokenizerFile.Load(_path));
    }

    private void Edit(Action<JsonNode> edit, bool keep = false)
    {
        var file = JsonNode.Parse(keep ? File.ReadAllText(_path) : Synthetic.ToJson())!;
        edit(file);
        File.WriteAllText(_path, file.ToJsonString());
    }
}
