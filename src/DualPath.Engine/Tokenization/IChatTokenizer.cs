namespace DualPath.Engine.Tokenization;

/// <summary>
/// Turns a conversation into the model's token ids and answer tokens back into text. Implementations are immutable and may be
/// used from any thread. Text can never produce the tokens that structure a conversation, whatever a person types.
/// </summary>
public interface IChatTokenizer
{
    /// <summary>Number of token ids; every id is below it.</summary>
    int VocabularySize { get; }

    /// <summary>The token with which the model ends an answer. It has no text.</summary>
    int EndToken { get; }

    /// <summary>Other tokens with which the model may end an answer; they mean the same.</summary>
    IReadOnlyList<int> OtherEndTokens => [];

    /// <summary>
    /// Encodes earlier exchanges and the current question, ending where the answer begins. The oldest exchanges are left out
    /// until the prompt fits; <see cref="ChatPrompt.DroppedExchanges"/> tells how many.
    /// </summary>
    /// <param name="context">Earlier exchanges, oldest first.</param>
    /// <param name="question">The current question.</param>
    /// <param name="maxTokens">Most tokens the prompt may have; leave room for the answer.</param>
    /// <exception cref="QuestionTooLongException">The question alone does not fit.</exception>
    ChatPrompt Encode(IReadOnlyList<ChatExchange> context, string question, int maxTokens);

    /// <summary>Tokens of a prompt that holds this question and no context: what must fit for <see cref="Encode"/> to succeed.</summary>
    int CountTokens(string question);

    /// <summary>
    /// Encodes the text of an answer as the model would have to generate it after <paramref name="prompt"/>, without the end
    /// token. Decoded, they are the text again; where several tokens can spell one text, these need not be those the model chose.
    /// </summary>
    IReadOnlyList<int> EncodeAnswer(ChatPrompt prompt, string answer);

    /// <summary>A decoder for one answer to <paramref name="prompt"/>.</summary>
    ITokenDecoder CreateDecoder(ChatPrompt prompt);
}
