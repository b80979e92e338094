using DualPath.Engine.Tokenization;

namespace DualPath.Engine.Tests;

/// <summary>
/// A tokenizer for tests with models of random weights: token i is the character U+0100 + i, so that every sequence of tokens has a
/// text of its own, and decoding never holds anything back. The highest id ends an answer, the one below separates.
/// </summary>
internal sealed class LetterTokenizer(int vocabularySize) : IChatTokenizer
{
    private const char First = '\u0100';

    public int VocabularySize => vocabularySize;

    public int EndToken => vocabularySize - 1;

    public IReadOnlyList<int> OtherEndTokens { get; init; } = [];

    private int Separator => vocabularySize - 2;

    public static string Text(IEnumerable<int> tokens) => string.Concat(tokens.Select(token => (char)(First + token)));

    public ChatPrompt Encode(IReadOnlyList<ChatExchange> context, string question, int maxTokens)
    {
        int[] tokens =
        [
            .. context.SelectMany(exchange => Tokens(exchange.Question).Append(Separator).Concat(Tokens(exchange.Answer)).Append(Separator)),
            .. Tokens(question),
            Separator,
        ];
        return tokens.Length <= maxTokens ? new ChatPrompt(tokens, [], 0) : throw new QuestionTooLongException(tokens.Length, maxTokens);
    }

    public int CountTokens(string question) => question.Length + 1;

    public IReadOnlyList<int> EncodeAnswer(ChatPrompt prompt, string answer) => [.. Tokens(answer)];

    public ITokenDecoder CreateDecoder(ChatPrompt prompt) => new Decoder();

    private static IEnumerable<int> Tokens(string text) => text.Select(c => c - First);

    private sealed class Decoder : ITokenDecoder
    {
        public string Append(int token) => Text([token]);

        public string Complete() => "";
    }
}
