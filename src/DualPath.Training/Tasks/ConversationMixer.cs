namespace DualPath.Training.Tasks;

/// <summary>
/// Puts conversations together from the tasks: one task alone, or several in turn, since the service always shows the model the
/// earlier turns of a conversation.
/// </summary>
internal static class ConversationMixer
{
    /// <summary>Most exchanges in one conversation.</summary>
    public const int MostExchanges = 6;

    /// <summary>Generates one conversation.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="shares">The tasks in use with their shares and their hardest levels.</param>
    /// <param name="plain">Whether to keep to the plainest wording.</param>
    public static IReadOnlyList<Exchange> Generate(Random random, IReadOnlyList<(ITask Task, double Share, int Level)> shares, bool plain)
    {
        var conversation = new List<Exchange>();
        int parts = plain ? 1 : random.Next(10) switch { < 5 => 1, < 8 => 2, _ => 3 };
        for (int part = 0; part < parts; part++)
        {
            (var task, _, int level) = Draw(random, shares);
            var exchanges = task.Generate(random, level, plain: plain);

            // A second family of the same names would contradict the first one, and a stranger must be one.
            if (conversation.Count + exchanges.Count <= MostExchanges && !SharesNames(conversation, exchanges))
            {
                conversation.AddRange(plain ? exchanges : exchanges.Select(exchange => Careless(random, exchange)));
            }
        }

        return conversation;
    }

    /// <summary>People leave out the last full stop or question mark.</summary>
    private static Exchange Careless(Random random, Exchange exchange) =>
        random.Next(10) == 0 && exchange.Question[^1] is { Partial: null } last
            ? exchange with { Question = [.. exchange.Question.SkipLast(1), last with { Text = last.Text.TrimEnd('.', '?', '!') }] }
            : exchange;

    private static (ITask Task, double Share, int Level) Draw(Random random, IReadOnlyList<(ITask Task, double Share, int Level)> shares)
    {
        double point = random.NextDouble() * shares.Sum(entry => entry.Share);
        foreach (var entry in shares)
        {
            point -= entry.Share;
            if (point < 0)
            {
                return entry;
            }
        }

        return shares[^1];
    }

    private static bool SharesNames(IEnumerable<Exchange> before, IEnumerable<Exchange> after) =>
        before.SelectMany(CapitalWords).ToHashSet().Overlaps(after.SelectMany(CapitalWords));

    /// <summary>Words inside the question that begin with a capital: the names, and a few harmless others.</summary>
    private static IEnumerable<string> CapitalWords(Exchange exchange) =>
        exchange.Task is "chain" or "facts" or "untold" or "refusal"
            ? exchange.QuestionText.Split([' ', '.', ',', '?', '!', '\'', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Where(word => char.IsUpper(word[0]) && (Names.Known.Contains(word) || word.Length > 4))
            : [];
}
