namespace DualPath.Training.Tasks;

/// <summary>
/// Which way somebody faces: after turns told one after the other, some of them towards where another person faces ("I face north. Ann faces
/// east. I turn left. Ann turns to face as I do. ..."), or in a chain of people who each face left or right of the next
/// (<see cref="HeadingChain"/>). Turns of one person only add up, which takes no steps, so few questions of the deeper levels are of that
/// kind. The level is the number of turns and looks that lead to the answer. Noted at each turn is who faced where before it, at their names, and the direction after it.
/// </summary>
internal sealed class HeadingTask : ITask
{
    internal static readonly string[] Directions = ["north", "east", "south", "west"];

    private static readonly string[] Starts = ["[face|face|look] {1}", "[start|begin] facing {1}", "[am|am] facing {1}", "[face|look] to the {1}", "[am|am] looking {1}", "[start|begin] [looking|off facing|out facing] {1}"];

    // By quarters to the right.
    private static readonly string[][] Turns =
    [
        [],
        ["turn right", "turn to the right", "[make|take] a right turn", "[go|turn] right", "turn right once"],
        ["turn around", "turn back", "make a half turn", "turn to face the other way"],
        ["turn left", "turn to the left", "[make|take] a left turn", "[go|turn] left", "turn left once"],
    ];

    private static readonly string[] Copies = ["[turn to face|face|look] [|the same way ]as {1} does", "turn the way {1} faces", "[turn|look] where {1} [faces|looks]", "[now face|face] the way {1} faces"];

    private static readonly string[] Questions =
    [
        "[|so |and ]which way does {0} [face|face|look][| now| now| at the end]?", "[now|so now|at the end,] which way does {0} [face|look]?", "[|in ][which|what] direction does {0} [face|look][| now]?", "where does {0} [face|look][| now]?", "what does {0} face now, north, east, south or west?",
        "[tell me|say|find out|do you know|can you say] which way {0} [faces|looks][| now].", "{0} [faces|looks] which way[| now]?", "which way is {0} [facing|looking][| now]?", "[what is|what's] the direction {0} faces[| now]?",
    ];

    private static readonly string[] Mine =
    [
        "[|so |and ]which way do I [face|face|look][| now| now| at the end]?", "[now|so now|at the end,] which way do I [face|look]?", "[|in ][which|what] direction do I [face|look][| now]?", "where do I [face|look][| now]?", "what do I face now, north, east, south or west?",
        "[tell me|say|find out|do you know|can you say] which way I [face|look][| now].", "I [face|look] which way[| now]?", "which way am I [facing|looking][| now]?", "[what is|what's] my direction[| now]?",
    ];

    public string Name => "heading";

    public string Domain => "tracking";

    public int MaxLevel => 6;

    public IEnumerable<string> Wordings =>
    [
        .. Directions, .. Starts, .. Turns.SelectMany(turns => turns), .. Copies, .. Questions, .. Mine, .. HeadingChain.Wordings, "I am is do faces looks starts begins turns makes takes goes", TrackingStory.Words,
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        if (plain)
        {
            return Turning(random, level, exactLevel, plain, alone: false);
        }

        int kind = random.Next(10);
        return kind < (level < 4 ? 4 : 6) ? HeadingChain.Generate(random, Name, level, exactLevel)
            : Turning(random, level, exactLevel, plain, alone: level < 4 ? kind < 8 : kind == 9 && !exactLevel);
    }

    /// <summary>A question about one person of several; the others are only asked about where the level does not matter.</summary>
    internal static void Ask(Random random, TrackingStory story, string who, int direction, int level, string key, bool plain)
    {
        string[] forms = who == "I" ? Mine : Questions;
        string question = Wording.Choose(random, plain ? forms[..1] : forms, who);
        int at = question.IndexOf(who == "I" ? " I " : who, StringComparison.Ordinal);
        int end = at < 0 ? -1 : at + (who == "I" ? 2 : who.Length);
        string noted = end < 0 ? question : question[..end] + PartialNotes.Note(Directions[direction]) + question[end..];
        story.Ask(noted, $"It is {Directions[direction]}.", level, key);
    }

    private IReadOnlyList<Exchange> Turning(Random random, int level, bool exactLevel, bool plain, bool alone)
    {
        string[] names = Names.Draw(random, alone ? 1 : random.Next(3, 5), plain);
        if (random.Next(2) == 0)
        {
            names[0] = "I";
        }

        var story = new TrackingStory(random, Name, plain);
        int[] faces = [.. names.Select(_ => random.Next(4))];
        int[] hops = new int[names.Length];
        int[] looks = new int[names.Length];
        story.TellFacts(names.Select((who, i) => Third(who, plain ? "face {1}" : Names.Pick(random, Starts), random, Directions[faces[i]])));
        string history = string.Join(';', names.Select((who, i) => $"{who}:{Directions[faces[i]]}").Order(StringComparer.Ordinal)) + "|";

        int goal = exactLevel || random.NextDouble() < 0.8 ? level : random.Next(1, level + 1);
        var told = new List<(string, string?)>();
        int others = alone ? 0 : random.Next(3);
        while (!hops.Contains(goal) || others-- > 0)
        {
            // Somebody turns, or looks where another one looks and then owes that direction to the other one's turns.
            int who = random.Next(names.Length);
            int other = random.Next(names.Length);
            bool copies = who != other && hops[other] + 1 > hops[who] && hops[other] < goal && random.Next(2) == 0;
            if (!copies && hops[who] == goal)
            {
                continue;
            }

            int quarters = random.Next(1, 4);
            (string before, string seen) = (Directions[faces[who]], Directions[faces[other]]);
            (faces[who], hops[who], looks[who]) = copies
                ? (faces[other], hops[other] + 1, looks[other] + 1)
                : ((faces[who] + quarters) % 4, hops[who] + 1, looks[who]);
            string pattern = copies ? Names.Pick(random, plain ? Copies[1..2] : Copies) : Names.Pick(random, plain ? Turns[quarters][..1] : Turns[quarters]);
            string text = PartialNotes.At(Third(names[who], pattern, random, names[other]), names[who], before);
            told.Add((PartialNotes.AtEnd(copies ? PartialNotes.At(text, names[other], seen) : text, Directions[faces[who]]), null));
            history += copies ? $"{names[who]}={names[other]};" : $"{names[who]}+{quarters};";
        }

        if (!alone && goal >= 4 && !Enumerable.Range(0, names.Length).Any(Deep))
        {
            // Turns that only add up again; another story.
            return Turning(random, level, exactLevel, plain, alone);
        }

        story.TellEvents(told);
        int[] askable = [.. Enumerable.Range(0, names.Length).Where(i => exactLevel ? Deep(i) : (plain || hops[i] > 0) && hops[i] <= level)];
        random.Shuffle(askable);
        foreach (int who in askable.Take(exactLevel ? 1 : 3))
        {
            Ask(random, story, names[who], faces[who], Math.Max(1, hops[who]), $"{history}|{names[who]}", plain);
        }

        return story.Exchanges;

        bool Deep(int i) => hops[i] == goal && (goal < 4 || looks[i] > 1);
    }

    /// <summary>"I turn left" or "Ann turns left": the verb is the first word of the pattern, or the second one after "now".</summary>
    private static string Third(string who, string pattern, Random random, string other)
    {
        string text = Wording.Choose(random, pattern, who, other);
        bool now = text.StartsWith("now ", StringComparison.Ordinal);
        text = now ? text[4..] : text;
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string verb = who == "I" ? text[..space] : text[..space] switch { "am" => "is", "go" => "goes", var word => word + "s" };
        string rest = who != "I" && other == "I" ? text[space..].Replace("I does", "I do", StringComparison.Ordinal) : text[space..];
        rest = other == "I" ? rest.Replace("I faces", "I face", StringComparison.Ordinal).Replace("I looks", "I look", StringComparison.Ordinal) : rest;
        return (now ? $"{who} now " : $"{who} ") + verb + rest;
    }
}
