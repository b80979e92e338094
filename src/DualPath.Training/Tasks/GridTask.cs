namespace DualPath.Training.Tasks;

/// <summary>
/// A walk over a map that is told first: "The school is north of the park. ... I start at the park. I go north. I go west. Where am I?" or
/// the same among things on a table, with left, right, above and below. Each step looks up the place it starts from, so the level is the
/// number of steps; a walk that goes on after an answer counts from there. Noted at each direction is the place reached.
/// </summary>
internal sealed class GridTask : ITask
{
    // {0} is the neighbor, {1} the place, {2} "north of" or "above", {3} "north" or "up".
    private static readonly string[] Facts =
        ["the {0} is {2} the {1}", "the {0} is {2} the {1}", "the {0} [is|lies|stands] {2} the {1}", "{0} is {2} {1}", "{0} {2} {1}", "from the {1} go {3} to the {0}"];

    private static readonly (string Relation, string Step)[] Compass = [("north of", "north"), ("east of", "east"), ("south of", "south"), ("west of", "west")];
    private static readonly (string Relation, string Step)[] Table = [("above", "up"), ("right of", "right"), ("below", "down"), ("left of", "left")];

    // Who walks: first sentence, step, question, question after more steps. {0} is the place or the direction, {1} a name.
    private static readonly string[][] Walkers =
    [
        [
            "I [start|am|begin|stand] at the {0}", "I [go|walk|move|head] {0}",
            "[|so |and ]where am I[| now]?|now where am I?|[which|what] place am I at[| now]?|where do I [end up|arrive|get to]?|where [does that take|has that taken] me?|[tell me|say] where I am[| now].|what do I get to?",
        ],
        [
            "{1} [starts|is|begins|stands] at the {0}", "{1} [goes|walks|moves|heads] {0}",
            "[|so |and ]where is {1}[| now]?|now where is {1}?|[which|what] place is {1} at[| now]?|where does {1} [end up|arrive|get to]?|[tell me|say] where {1} is[| now].|what does {1} get to?",
        ],
        [
            "[start|begin] at the {0}", "[go|walk|move|head] {0}",
            "[|so |and ]where [are you|am I][| now]?|where [do you|do I|does one] [end up|arrive]?|where does that [lead|end]?|what is [there|the place you get to]?|which place do you get to?",
        ],
    ];

    private static readonly string[] Fresh =
        ["[and|then] from the {0} {1}?", "[and|now] if I [start|begin] at the {0} and go {1}?", "what is {1} from the {0}?", "what do I get to from the {0} if I go {1}?", "where do I end up if I start at the {0} and go {1}?", "from the {0} I go {1}. Where am I?"];

    public string Name => "grid";

    public string Domain => "tracking";

    public int MaxLevel => 6;

    public IEnumerable<string> Wordings =>
    [
        .. Facts, .. Compass.Concat(Table).Select(way => $"{way.Relation} {way.Step}"), .. Walkers.SelectMany(forms => forms), .. Fresh, .. Things.Places, .. Things.Everyday,
        "It is the. And then", TrackingStory.Words,
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        int goal = exactLevel || random.NextDouble() < 0.8 ? level : random.Next(1, level + 1);
        GridMap map;
        int[]? walk;
        int start = 0;
        do
        {
            map = GridMap.Draw(random);
            walk = map.Walk(random, start, goal);
        }
        while (walk is null);

        bool town = plain || random.Next(3) > 0;
        string[] places = Things.Draw(random, town ? Things.Places : Things.Everyday, map.Places);
        var ways = town ? Compass : Table;
        var facts = map.Told(random, start, walk, plain);
        string? one = plain ? Facts[0] : random.Next(4) > 0 ? Names.Pick(random, Facts) : null;
        var story = new TrackingStory(random, Name, plain);
        story.TellFacts(facts.Select(fact => Wording.Choose(
            random, one ?? Names.Pick(random, Facts), places[fact.Neighbor], places[fact.Place], ways[fact.Direction].Relation, ways[fact.Direction].Step)));
        if (!plain && random.Next(10) < 3)
        {
            story.Acknowledge();
        }

        // Which of two neighbors was named first does not make it another map.
        string told = string.Join(';', facts.Select(fact => fact.Direction < 2
            ? $"{places[fact.Place]}{fact.Direction}{places[fact.Neighbor]}"
            : $"{places[fact.Neighbor]}{fact.Direction - 2}{places[fact.Place]}").Order(StringComparer.Ordinal));
        string[] walker = plain ? Walkers[0] : Names.Pick(random, Walkers);
        string name = Names.Draw(random, 1, plain)[0];
        story.TellFacts([Wording.Choose(random, plain ? "I start at the {0}" : walker[0], places[start], name)]);
        int at = GoOn(start, walk, start);
        if (!exactLevel && random.Next(3) == 0 && map.Walk(random, at, random.Next(1, Math.Min(3, level) + 1)) is { } more)
        {
            GoOn(start, [.. walk, .. more], at);
        }

        for (int q = exactLevel || plain ? 0 : random.Next(3); q > 0; q--)
        {
            int from = random.Next(map.Places);
            if (map.Walk(random, from, random.Next(2) == 0 ? Math.Min(level, 4) : random.Next(1, level + 1)) is { } other)
            {
                string steps = string.Join(random.Next(2) == 0 ? ", " : " and then ", Steps(from, other));
                story.Ask(Wording.Choose(random, Fresh, places[from], steps), $"It is the {places[End(from, other)]}.", other.Length, $"{told}|{places[from]}|{string.Concat(other)}");
            }
        }

        return story.Exchanges;

        // Tells the rest of a walk, from where it was last asked about, and asks.
        int GoOn(int first, int[] whole, int from)
        {
            int[] rest = from == first ? whole : whole[walk.Length..];
            string[] steps = Steps(from, rest);
            bool list = !plain && random.Next(3) == 0;
            story.TellEvents(list
                ? [(Wording.Choose(random, walker[1], string.Join(random.Next(2) == 0 ? ", " : ", then ", steps), name), null)]
                : steps.Select(step => (Wording.Choose(random, plain ? "I go {0}" : walker[1], step, name), (string?)null)));
            int end = End(from, rest);
            string question = plain ? "where am I?" : Names.Pick(random, Questions(walker[2]));
            story.Ask(Wording.Choose(random, question, string.Empty, name), $"It is the {places[end]}.", rest.Length, $"{told}|{places[first]}|{string.Concat(whole)}");
            return end;
        }

        string[] Steps(int from, int[] walked) => [.. walked.Select((way, i) => ways[way].Step + PartialNotes.Note(places[End(from, walked[..(i + 1)])]))];

        int End(int from, int[] walked) => walked.Aggregate(from, map.Next);
    }

    /// <summary>The patterns of a list, split at the bars outside brackets.</summary>
    private static string[] Questions(string list) => list.Replace("?|", "?\n", StringComparison.Ordinal).Replace(".|", ".\n", StringComparison.Ordinal).Split('\n');
}
