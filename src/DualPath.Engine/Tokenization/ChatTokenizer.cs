using DualPath.Model;

namespace DualPath.Engine.Tokenization;

/// <summary>
/// The word tokenizer of the models trained here: a closed vocabulary, single digits, bytes for symbols it does not know, and slots for
/// words it does not know. A slot stands for one word throughout a conversation, so a name that was never trained on can be
/// reasoned about and comes back in the user's spelling. A conversation is <c>user question bot answer end user question bot ...</c>
/// </summary>
public sealed class ChatTokenizer(Vocabulary vocabulary) : IChatTokenizer
{
    /// <summary>The tokens.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <inheritdoc/>
    public int VocabularySize => Vocabulary.Size;

    /// <inheritdoc/>
    public int EndToken => Vocabulary.End;

    /// <summary>Reads the <c>tokenizer.json</c> of a model folder.</summary>
    /// <exception cref="ModelFormatException">The file is missing, is not such a file, or contradicts itself.</exception>
    public static ChatTokenizer Load(string path) => new(Vocabulary.Load(path));

    /// <inheritdoc/>
    public ChatPrompt Encode(IReadOnlyList<ChatExchange> context, string question, int maxTokens)
    {
        // Dropping an exchange frees its slots too, so each attempt starts afresh. Contexts are a few exchanges long.
        for (int dropped = 0; ; dropped++)
        {
            var encoder = new ConversationEncoder(Vocabulary);
            foreach (var exchange in context.Skip(dropped))
            {
                encoder.OpenQuestion();
                encoder.Append(exchange.Question);
                encoder.OpenAnswer();
                encoder.Append(exchange.Answer);
                encoder.CloseAnswer();
            }

            encoder.OpenQuestion();
            encoder.Append(question);
            encoder.OpenAnswer();
            if (encoder.Tokens.Count <= maxTokens)
            {
                return new ChatPrompt(encoder.Tokens, encoder.Slots, dropped);
            }

            if (dropped == context.Count)
            {
                throw new QuestionTooLongException(encoder.Tokens.Count, maxTokens);
            }
        }
    }

    /// <inheritdoc/>
    public int CountTokens(string question) => Encode([], question, int.MaxValue).Tokens.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> EncodeAnswer(ChatPrompt prompt, string answer)
    {
        var encoder = new ConversationEncoder(Vocabulary, prompt.Slots);
        encoder.Append(answer);
        return encoder.Tokens;
    }

    /// <inheritdoc/>
    public ITokenDecoder CreateDecoder(ChatPrompt prompt) => new TokenDecoder(Vocabulary, prompt.Slots);
}
