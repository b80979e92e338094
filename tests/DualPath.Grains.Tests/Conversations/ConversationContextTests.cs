using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Conversations;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>What the model is shown of a conversation.</summary>
public sealed class ConversationContextTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(7)]
    public void Before_ALongConversation_MovesItsBeginningSeldom(int least)
    {
        TurnRecord[] turns = [.. Enumerable.Range(0, 40).Select(i => Turn($"question {i}"))];
        int moves = 0;
        string? beginning = null;
        for (int i = 0; i < turns.Length; i++)
        {
            var shown = ConversationContext.Before(turns[i], turns, least);
            Assert.Equal(Enumerable.Range(i - shown.Length, shown.Length).Select(turn => $"question {turn}"), shown.Select(exchange => exchange.Question));
            Assert.InRange(shown.Length, Math.Min(i, least), Math.Max(least, (least * 3 / 2) - 1));
            string? first = shown.FirstOrDefault()?.Question;
            moves += i > 1 && first != beginning ? 1 : 0;
            beginning = first;
        }

        Assert.InRange(moves, 0, least == 0 ? 0 : 40 / Math.Max(1, least / 2));
    }

    [Fact]
    public void Before_TheSameQuestionEarlier_IsLeftOut()
    {
        TurnRecord[] turns = [Turn("who?"), Turn("where?"), Turn(" who?  ")];
        Assert.Equal(["where?"], ConversationContext.Before(turns[2], turns, 6).Select(exchange => exchange.Question));
    }

    private static TurnRecord Turn(string question)
    {
        var turn = new TurnRecord(new TurnAccepted { ConversationId = "c", Question = question, AcceptedAt = DateTimeOffset.UnixEpoch });
        turn.Apply(new TurnCompleted { Text = "yes", Ruling = RulingOutcome.Confirmed, Usage = GenerationUsage.None, Cache = new CacheReport(CacheStatus.Miss) });
        return turn;
    }
}
