using System.Collections.Immutable;
using DualPath.Contracts.Generation;
using DualPath.Grains.Answers;

namespace DualPath.Grains.Conversations;

/// <summary>What the model is shown of a conversation.</summary>
internal static class ConversationContext
{
    /// <summary>
    /// The last exchanges before a turn, but for those that asked the very same: a question asked again is asked in the place of its
    /// earlier self. So a repeat right after the answer is the same request, and comes from the cache.
    /// </summary>
    public static ImmutableArray<Exchange> Before(TurnRecord turn, IEnumerable<TurnRecord> turns, int most)
    {
        string question = QuestionText.Normalise(turn.Accepted.Question);
        return
        [
            .. turns.TakeWhile(earlier => earlier != turn)
                .Select(earlier => earlier.Exchange)
                .OfType<Exchange>()
                .Where(exchange => QuestionText.Normalise(exchange.Question) != question)
                .TakeLast(most),
        ];
    }
}
