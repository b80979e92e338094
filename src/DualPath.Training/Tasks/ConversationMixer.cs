namespace DualPath.Training.Tasks;

/// <summary>
/// Puts conversations together from the tasks: one task alone, or several in turn, since the service always shows the model the
/// earlier turns of a conversation.
/// </summary>
internal static class ConversationMixer
{
    /// <summary>Most exchanges in one conversation.</summary>
    public const int MostExchanges = 6;

    private static readonly char[] BetweenWords = [' ', '.', ',', '?', '!', ':', ';', '\'', '\n'];

    // Words that are no name although they may begin a sentence.
    private static readonly Lazy<HashSet<string>> Ordinary = new(() =>
        TaskSet.All.SelectMany(task => task.Wordings).SelectMany(text => text.Split(['[', ']', '|', '{', '}', .. BetweenWords], StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Generates one conversation.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="shares">The tasks in use with their shares and their hardest levels.</param>
    /// <param name="plain">Whether to keep to the plainest wording.</param>
    public static IReadOnlyList<Exchange> Generate(Random random, IReadOnlyList<(ITask Task, double Share, int Level)> shares, bool plain)
    {
        var conversation = new List<Exchange>();
        var tasks = new List<ITask>();
        int parts = plain ? 1 : random.Next(10) switch { < 5 => 1, < 8 => 2, _ => 3 };
        for (int part = 0; part < parts; part++)
        {
            (var task, _, int level) = Draw(random, shares);
            var exchanges = task.Generate(random, level, plain: plain);
            if (conversation.Count + exchanges.Count <= MostExchanges && MayFollow(tasks, task) && !SharesNames(conversation, exchanges))
            {
                conversation.AddRange(plain ? exchanges : exchanges.Select(exchange => Manners.Vary(random, exchange)));
                tasks.Add(task);
            }
        }

        return conversation;
    }

    /// <summary>A second story of the same kind would contradict the first one.</summary>
    private static bool MayFollow(List<ITask> before, ITask task) =>
        task.IsStateless || !before.Any(earlier => earlier == task || (earlier.Domain == task.Domain && task.Domain == "tracking"));

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

    /// <summary>A second family of the same names would contradict the first one, and a stranger must be one.</summary>
    private static bool SharesNames(IEnumerable<Exchange> before, IEnumerable<Exchange> after) =>
        before.SelectMany(PeopleIn).ToHashSet().Overlaps(after.SelectMany(PeopleIn));

    private static IEnumerable<string> PeopleIn(Exchange exchange) =>
        exchange.QuestionText.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => char.IsUpper(word[0]) && (Names.Known.Contains(word) || !Ordinary.Value.Contains(word)));
}
