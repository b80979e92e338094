using System.Collections.Immutable;
using DualPath.Contracts.Generation;
using DualPath.Grains.Answers;

namespace DualPath.Grains.Conversations;

/// <summary>What the model is shown of a conversation.</summary>
internal static class ConversationContext
{
    /// <summary>
    /// The last exchanges before a turn, but for those that asked the very same: a question asked again is asked in the place of its
    /// earlier self. So a repeat right after the answer is the same request, and comes from the cache. Of a long conversation a few more are shown than asked for:
    /// its beginning moves on by half of that at once, not by one with every turn, since what the engine has computed for the earlier turns serves only while they begin alike.
    /// </summary>
    /// <param name="turn">The turn.</param>
    /// <param name="turns">The conversation's turns.</param>
    /// <param name="least">Exchanges to show, if there are so many: up to half as many more.</param>
    public static ImmutableArray<Exchange> Before(TurnRecord turn, IEnumerable<TurnRecord> turns, int least)
    {
        string question = QuestionText.Normalise(turn.Accepted.Question);
        Exchange[] before =
        [
            .. turns.TakeWhile(earlier => earlier != turn)
                .Select(earlier => earlier.Exchange)
                .OfType<Exchange>()
                .Where(exchange => QuestionText.Normalise(exchange.Question) != question),
        ];
        int stride = Math.Max(1, least / 2);
        return [.. before[(Math.Max(0, before.Length - least) / stride * stride)..]];
    }
}
