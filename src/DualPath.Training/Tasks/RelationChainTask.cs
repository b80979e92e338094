namespace DualPath.Training.Tasks;

/// <summary>
/// "Ann's boss is Bob. Bob's boss is Leo. Who is Ann's boss's boss?" The level is the number of hops. Questions run from left to right, so
/// each recurrent step can build on the one before. Every answer begins with "It is".
/// </summary>
internal sealed class RelationChainTask : ITask
{
    /// <summary>The answer where the facts end before the question does.</summary>
    public const string Untold = "You have not told me that.";

    private const int MostPeople = 9;

    internal static readonly string[] Relations =
        "boss teacher mother father friend coach doctor neighbor mentor brother sister uncle aunt leader partner manager".Split(' ');

    private static readonly string[] Acknowledged = ["Noted."];

    // {0} is "Ann's boss's boss". The first is the plain form.
    private static readonly string[] Questions =
    [
        "Who is {0}?", "Who is {0}?", "Who is {0}?", "Who's {0}?", "Who is {0}", "Tell me who {0} is.", "Do you know who {0} is?", "Name {0}.",
        "Please tell me who {0} is.", "Can you tell me who {0} is?", "Who is {0}, please?", "I want to know who {0} is.",
        "What is the name of {0}?", "{0} is who?", "Find {0}.", "Say who {0} is.",
    ];

    private static readonly string[] FollowUps =
        ["And who is {0}?", "And {0}?", "Now who is {0}?", "Then who is {0}?", "So who is {0}?", "What about {0}?", "OK, who is {0}?", "Thanks. And who is {0}?"];

    public string Name => "chain";

    public string Domain => "relations";

    public int MaxLevel => 8;

    public IEnumerable<string> Wordings => [.. Relations, .. Acknowledged, .. Questions, .. FollowUps, Untold, "It is. The boss of and"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        bool cycle = random.Next(2) == 0;
        int people = random.Next(Math.Min(MostPeople, Math.Max(4, cycle ? 4 : level + 1)), MostPeople + 1);
        string[] names = Names.Draw(random, people, plain);
        int[] next = cycle ? Cycle(people) : Tree(random, people, level);
        string[] relationOf = DrawRelations(random, people, plain);
        var facts = Enumerable.Range(0, people).Where(i => next[i] >= 0).ToArray();
        random.Shuffle(facts);
        string[] sentences = Sentences(random, names, next, relationOf, facts, plain);

        var exchanges = new List<Exchange>();
        int told = TellFirst(random, sentences, exchanges);
        string opening = Join(random, sentences[told..], plain);
        int questions = exactLevel ? 1 : random.Next(1, 5);
        for (int q = 0; q < questions; q++)
        {
            int hops = exactLevel || random.NextDouble() < 0.55 ? level : random.Next(1, level + 1);
            bool untold = !exactLevel && !plain && random.Next(12) == 0;
            var starts = Enumerable.Range(0, people).Where(i => HasHops(next, i, hops) != untold).ToArray();
            if (starts.Length == 0)
            {
                continue;
            }

            var forms = exchanges.Count > 0 && opening.Length == 0 && random.Next(2) == 0 ? FollowUps : plain ? Questions[..3] : Questions;
            exchanges.Add(Ask(Names.Pick(random, starts), hops, opening, Names.Pick(random, forms), random, names, next, relationOf, sentences));
            opening = string.Empty;
        }

        return exchanges;
    }

    private static int[] Cycle(int people) => [.. Enumerable.Range(0, people).Select(i => (i + 1) % people)];

    /// <summary>A path long enough for the level; everyone else points somewhere into it or into an earlier bystander. Its end points nowhere.</summary>
    private static int[] Tree(Random random, int people, int level)
    {
        int path = Math.Min(people, Math.Max(level + 1, random.Next(3, people + 1)));
        return [.. Enumerable.Range(0, people).Select(i => i < path - 1 ? i + 1 : i == path - 1 ? -1 : random.Next(i))];
    }

    private static string[] DrawRelations(Random random, int people, bool plain)
    {
        string one = Names.Pick(random, Relations);
        string other = !plain && random.Next(4) == 0 ? Names.Pick(random, Relations) : one;
        return [.. Enumerable.Range(0, people).Select(_ => random.Next(2) == 0 ? one : other)];
    }

    private static string[] Sentences(Random random, string[] names, int[] next, string[] relationOf, int[] facts, bool plain)
    {
        int style = plain ? 0 : random.Next(10) switch { < 6 => 0, < 8 => 1, _ => 2 };
        return [.. facts.Select(i => (style == 2 ? random.Next(3) : style == 1 ? 1 : 0) switch
        {
            0 => $"{names[i]}'s {relationOf[i]} is {names[next[i]]}",
            1 => $"{names[next[i]]} is {names[i]}'s {relationOf[i]}",
            _ => $"The {relationOf[i]} of {names[i]} is {names[next[i]]}",
        })];
    }

    /// <summary>In some conversations some or all of the facts come in messages of their own. Returns how many were told.</summary>
    private static int TellFirst(Random random, string[] sentences, List<Exchange> exchanges)
    {
        int told = random.Next(10) switch { < 6 => 0, < 8 => sentences.Length, _ => random.Next(1, sentences.Length + 1) };
        if (told > 0)
        {
            string text = string.Join(". ", sentences[..told]) + ".";
            exchanges.Add(new Exchange("facts", 1, [new Segment(text)], Names.Pick(random, Acknowledged), null));
        }

        return told;
    }

    private static string Join(Random random, string[] sentences, bool plain)
    {
        if (sentences.Length == 0)
        {
            return string.Empty;
        }

        string separator = plain ? ". " : random.Next(10) switch { < 7 => ". ", 7 => ", ", 8 => " and ", _ => "\n" };
        return string.Join(separator, sentences) + (separator == "\n" ? "\n" : ". ");
    }

    private static bool HasHops(int[] next, int start, int hops)
    {
        for (int i = 0; i < hops && start >= 0; i++)
        {
            start = next[start];
        }

        return start >= 0;
    }

    private Exchange Ask(
        int start, int hops, string opening, string form, Random random, string[] names, int[] next, string[] relationOf, string[] sentences)
    {
        string before = form[..form.IndexOf("{0}", StringComparison.Ordinal)];
        string after = form[(before.Length + 3)..];
        var parts = new List<Segment> { new(opening + before + names[start]) };
        int at = start;
        for (int i = 0; i < hops; i++)
        {
            parts.Add(new Segment($"'s {relationOf[Math.Max(at, 0)]}", at >= 0 && next[at] >= 0 ? names[next[at]] : null));
            at = at >= 0 ? next[at] : -1;
        }

        if (after.Length > 0)
        {
            parts.Add(new Segment(after));
        }

        // The order in which the facts were told and the wording of the question do not make it another problem.
        string key = string.Join(';', sentences.Order(StringComparer.Ordinal)) + $"|{names[start]}|{hops}";
        return at >= 0 ? new Exchange(Name, hops, parts, $"It is {names[at]}.", key) : new Exchange("untold", hops, parts, Untold, key);
    }
}
