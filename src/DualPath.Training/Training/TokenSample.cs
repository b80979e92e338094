using DualPath.Engine.Tokenization;
using DualPath.Training.Tasks;

namespace DualPath.Training.Training;

/// <summary>One conversation as token ids, with what the network is to predict where.</summary>
/// <param name="Tokens">The whole conversation, the end token of the last answer included.</param>
/// <param name="Answers">The answers, in order.</param>
/// <param name="Partials">Position of a token and the partial result known there, as a token.</param>
internal sealed record TokenSample(IReadOnlyList<int> Tokens, IReadOnlyList<AnswerSpan> Answers, IReadOnlyList<(int Position, int Token)> Partials)
{
    /// <summary>Encodes a conversation as the service would.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="conversation">The exchanges.</param>
    /// <param name="slotOrder">The order in which unknown words take slots; null for the service's own order.</param>
    public static TokenSample Encode(Vocabulary vocabulary, IReadOnlyList<Exchange> conversation, IReadOnlyList<int>? slotOrder = null)
    {
        var encoder = new ConversationEncoder(vocabulary, slotOrder);
        var answers = new List<AnswerSpan>();
        var partials = new List<(int, int)>();
        foreach (var exchange in conversation)
        {
            encoder.OpenQuestion();
            foreach (var part in exchange.Question)
            {
                encoder.Append(part.Text);
                if (part.Partial is not null && Single(vocabulary, encoder, part.Partial) is { } partial)
                {
                    // The names of a chain are told before they are asked for, so each has its token by now.
                    partials.Add((encoder.Tokens.Count - 1, partial));
                }
            }

            encoder.OpenAnswer();
            int start = encoder.Tokens.Count;
            encoder.Append(exchange.Answer);
            encoder.CloseAnswer();
            answers.Add(new AnswerSpan(exchange, start, encoder.Tokens.Count - start));
        }

        return new TokenSample(encoder.Tokens, answers, partials);
    }

    /// <summary>The token of a partial result; null for a made-up word that came when all slots were taken.</summary>
    private static int? Single(Vocabulary vocabulary, ConversationEncoder encoder, string word) => encoder.Peek(word) is [var token] ? token
        : vocabulary.Contains(word) ? throw new InvalidOperationException($"The partial result \"{word}\" is not one token.")
        : null;
}

/// <summary>Where an answer stands.</summary>
/// <param name="Exchange">The exchange it belongs to.</param>
/// <param name="Start">Position of its first token.</param>
/// <param name="Length">Tokens, the end token included.</param>
internal sealed record AnswerSpan(Exchange Exchange, int Start, int Length);
