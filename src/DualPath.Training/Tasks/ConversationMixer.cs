using DualPath.Training.Training;

namespace DualPath.Training.Tasks;

/// <summary>
/// Puts conversations together from the tasks: one task alone, or several in turn, since the service always shows the model the
/// earlier turns of a conversation.
/// </summary>
internal static class ConversationMixer
{
    /// <summary>Most exchanges in one conversation.</summary>
    public const int MostExchanges = 6;

    private const int StrangersOneIn = 5;

    private static readonly char[] BetweenWords = [' ', '.', ',', '?', '!', ':', ';', '\'', '\n'];

    // Words that are no name although they may begin a sentence.
    private static readonly Lazy<HashSet<string>> Ordinary = new(() =>
        TaskSet.All.SelectMany(task => task.Wordings).SelectMany(text => text.Split(['[', ']', '|', '{', '}', .. BetweenWords], StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Generates one conversation.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="shares">How the tasks take part. What is asked plainly is asked alone.</param>
    public static IReadOnlyList<Exchange> Generate(Random random, IReadOnlyList<Curriculum.TaskShare> shares)
    {
        var conversation = new List<Exchange>();
        var tasks = new List<ITask>();
        int parts = random.Next(10) switch { < 5 => 1, < 8 => 2, _ => 3 };
        bool plain = false;
        for (int part = 0; part < parts && !plain; part++)
        {
            (var task, _, int level, double plainShare) = Draw(random, shares);
            plain = part == 0 && random.NextDouble() < plainShare;
            var exchanges = task.Generate(random, level, plain: plain);
            if (conversation.Count + exchanges.Count <= MostExchanges && MayFollow(tasks, task) && !SharesNames(conversation, exchanges))
            {
                conversation.AddRange(plain ? exchanges.Select(exchange => exchange with { IsPlain = true }) : Told(random, task, exchanges));
                tasks.Add(task);
            }
        }

        return conversation;
    }

    private static IEnumerable<Exchange> Told(Random random, ITask task, IReadOnlyList<Exchange> exchanges)
    {
        var told = Strangers.Suit(task) && random.Next(StrangersOneIn) == 0 ? Strangers.Introduce(random, exchanges) : exchanges;
        return told.Select(exchange => Manners.Vary(random, exchange));
    }

    /// <summary>A second story of the same kind would contradict the first one.</summary>
    private static bool MayFollow(List<ITask> before, ITask task) =>
        task.IsStateless || !before.Any(earlier => earlier == task || (earlier.Domain == task.Domain && task.Domain == "tracking"));

    private static Curriculum.TaskShare Draw(Random random, IReadOnlyList<Curriculum.TaskShare> shares)
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
