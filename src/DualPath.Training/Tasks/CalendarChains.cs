namespace DualPath.Training.Tasks;

/// <summary>Several steps from weekday to weekday, or month to month: levels 2 to 6 of <see cref="CalendarTask"/>. The result of every step is a partial result.</summary>
internal static class CalendarChains
{
    private const int MostEvents = 8;

    private static readonly string[] Openings = ["[Start|Begin] [on|on|with] {0}^", "[Start|Begin] [on|on|with] {0}^", "It is {0}^", "Take {0}^", "{0}^"];

    private static readonly string[] Forth = ["[go|move|count|step] {0} [forward|ahead|on]^", "[{0}|then {0}] later^", "[go|move|step] forward {0}^", "add {0}^"];

    private static readonly string[] Back = ["[go|move|count|step] {0} [back|backward]^", "[{0}|then {0}] earlier^", "[go|move|step] back {0}^", "subtract {0}^"];

    private static readonly string[] Joins = [". ", ". ", ". Then ", ", then ", ", ", "; ", "\n"];

    private static readonly string[] Asks = ["[What|Which] {0} is it[| now]?", "[What|Which] {0} is [that|it]?", "[What|Which] {0} do you [get|reach]?", "Where do you end[| up]?", "[Tell me|Name] the {0}.", "[And what|So what|So which] {0} is it?"];

    private static readonly string[] Events =
        "party test game trip meeting concert exam lesson dinner wedding visit show".Split(' ');

    // {0} the event, {1} "3 days", {2} "after" or "before", {3} the event it is counted from.
    private static readonly string[] Facts = ["The {0} is {1} {2} the {3}^", "The {0} is {1} {2} the {3}^", "The {0} comes {1} {2} the {3}^", "{1} {2} the {3} is the {0}^", "The {0} is {1} {2} the {3}^"];

    private static readonly string[] When =
        ["[On which day|What day|On what day|Which day] is the {0}?", "When is the {0}?", "[Tell me|I want to know] when the {0} is.", "[Do you know|Can you tell me] when the {0} is?", "[And when|So when|Now when] is the {0}?", "[What|Which] [weekday|day of the week] is the {0}?", "The {0} is on which day?", "[What is|What's] the day of the {0}?"];

    public static IEnumerable<string> Wordings => [.. Openings, .. Forth, .. Back, .. Joins, .. Asks, .. Events, .. Facts, .. When, "The is on after before next previous the day Noted."];

    public static IReadOnlyList<Exchange> Ask(Random random, int steps, bool exactLevel, bool plain) =>
        plain || random.Next(2) == 0 ? [Walk(random, steps, plain)] : AboutEvents(random, steps, exactLevel);

    private static Exchange Walk(Random random, int steps, bool plain)
    {
        bool days = random.Next(4) > 0;
        var names = days ? Calendar.Weekdays : Calendar.Months;
        string unit = days ? "day" : "month";
        string at = Names.Pick(random, names);
        string key = at;
        var partials = new List<string[]> { new[] { at } };
        string text = Wording.Choose(random, plain ? "Start [on|on] {0}^" : Names.Pick(random, Openings), at);
        text = days ? text : text.Replace(" on ", " in ", StringComparison.Ordinal);
        string join = plain ? ". " : Names.Pick(random, Joins);
        for (int i = 0; i < steps; i++)
        {
            int by = DrawStep(random);
            at = Calendar.Move(names, at, by);
            key += $"{by:+0;-0}";
            partials.Add([at]);
            string span = Calendar.Span(random, Math.Abs(by), unit, plain);
            string line = Wording.Choose(random, plain ? (by > 0 ? Forth : Back)[0] : Names.Pick(random, by > 0 ? Forth : Back), span);
            line = plain ? $"go {span} {(by > 0 ? "forward" : "back")}^" : line;
            line = join.EndsWith("hen ", StringComparison.Ordinal) ? line.Replace("then ", "", StringComparison.Ordinal) : line;
            text += join is ". " or "\n" ? join + char.ToUpperInvariant(line[0]) + line[1..] : join + line;
        }

        string question = text + (join == "\n" ? join : !plain && random.Next(8) == 0 ? ": " : ". ") + (plain ? $"Which {unit} is it?" : Wording.Choose(random, Asks, unit));
        return new Exchange("calendar", steps, Marked.Cut(question, partials), $"It is {at}.", key);
    }

    /// <summary>"The party is on Monday. The test is 3 days after the party. The game is 2 days before the test. When is the game?"</summary>
    private static List<Exchange> AboutEvents(Random random, int steps, bool exactLevel)
    {
        string[] events = [.. Events];
        random.Shuffle(events);
        int count = Math.Min(MostEvents, steps + 1 + random.Next(0, 3));
        string[] day = new string[count], key = new string[count];
        int[] depth = new int[count];
        (day[0], depth[0]) = (Names.Pick(random, Calendar.Weekdays), 0);
        key[0] = day[0];
        var lines = new List<string> { $"The {events[0]} is on {day[0]}^" };

        // Events beside the path to the one asked about hang on any earlier one.
        int[] aside = [.. Enumerable.Range(1, count - 1).OrderBy(_ => random.Next()).Take(count - 1 - steps)];
        int last = 0;
        for (int i = 1; i < count; i++)
        {
            int from = aside.Contains(i) ? random.Next(i) : last;
            last = aside.Contains(i) ? last : i;
            int by = DrawStep(random);
            (day[i], depth[i], key[i]) = (Calendar.Move(Calendar.Weekdays, day[from], by), depth[from] + 1, key[from] + $"{by:+0;-0}");
            string span = Math.Abs(by) == 1 && random.Next(2) == 0 ? "the day" : Calendar.Span(random, Math.Abs(by), "day", plain: false);
            string line = Wording.Choose(random, Facts, events[i], span, by > 0 ? "after" : "before", events[from]);
            lines.Add(char.ToUpperInvariant(line[0]) + line[1..]);
        }

        string join = random.Next(5) == 0 ? "\n" : ". ";
        string told = string.Join(join, lines) + ".";
        var partials = day.Select(name => new[] { name }).ToList();
        var exchanges = new List<Exchange>();
        if (random.Next(4) == 0)
        {
            exchanges.Add(Marked.Facts(told, partials));
            told = string.Empty;
        }

        // The path ends at the last of its events; a second question may be about any other.
        int[] asked = exactLevel ? [last] : [last, .. Enumerable.Range(1, count - 1).Where(i => i != last && depth[i] <= steps && random.Next(3) == 0).Take(3)];
        foreach (int i in asked)
        {
            string question = told + (told.Length > 0 ? " " : "") + Wording.Choose(random, When, events[i]);
            exchanges.Add(new Exchange("calendar", depth[i], Marked.Cut(question, told.Length > 0 ? partials : []), $"It is {day[i]}.", key[i]));
            told = string.Empty;
        }

        return exchanges;
    }

    private static int DrawStep(Random random) => (random.Next(10) < 9 ? random.Next(1, 7) : random.Next(8, 12)) * (random.Next(5) < 2 ? -1 : 1);
}
