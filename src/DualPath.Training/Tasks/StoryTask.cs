namespace DualPath.Training.Tasks;

/// <summary>"Ann has 12 apples. She gets 5 more. She gives Bob 3. How many apples does Ann have?" The level is the number of changes.</summary>
internal sealed class StoryTask : ITask
{
    // {0} the things, {1} who has them, {2} "does" or "do", {3} "has" or "have".
    private static readonly string[] Questions =
    [
        "How many {0} {2} {1} have[| now| in the end]?", "How many {0} {2} {1} have[| now]?", "How many {0} {3} {1} got[| now]?", "[Tell me|Say|I want to know] how many {0} {1} {3}[| now].", "[Do you know|Can you tell me] how many {0} {1} {3}[| now]?", "[And|So] how many {0} {2} {1} have[| now]?", "Now how many {0} {2} {1} have?",
        "[What is|What's] the number of {0} {1} {3}[| now]?", "{1} {3} how many {0}[| now]?", "With how many {0} {2} {1} end[| up]?",
    ];

    // {2} is "in the box".
    private static readonly string[] PlaceQuestions =
    [
        "How many {0} are [there |now ]{2}?", "How many {0} are {2}[| now| in the end]?", "How many are {2} now?", "[Tell me|Say] how many {0} are {2}[| now].", "[Do you know|Can you tell me] how many {0} are {2}[| now]?", "[And|So|Now] how many {0} are {2}?",
        "How many {0} are there[| now| in the end]?",
    ];

    // Asked only where there is nothing else to ask about.
    private static readonly string[] ShortQuestions = ["How many are there[| now| in the end]?", "How many {0} are there[| now]?", "How many is that[| now]?", "How many {0}?"];

    // Asked only where some were taken away last.
    private static readonly string[] LeftQuestions = ["How many are left[| now]?", "How many {0} are left[| now]?", "How many {0} remain?", "How many remain?"];

    private static readonly string[] Asides =
        ["The sun is shining", "It is a nice day", "{0} is {1} years old", "{0} likes {2}", "It is {1} o'clock", "{0} is happy", "The {2} are very nice", "{0} has a red bike"];

    public string Name => "story";

    public string Domain => "arithmetic";

    public int MaxLevel => 6;

    public IEnumerable<string> Wordings => [.. Questions, .. PlaceQuestions, .. ShortQuestions, .. LeftQuestions, .. Asides, .. Story.Wordings, .. Numbers.Words, "does do has have then That makes Noted."];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        string[] names = Names.Draw(random, 4, plain);
        var piles = Piles(random, names, Numbers.Level(random, level, exactLevel), level, plain);
        bool past = !plain && random.Next(3) == 0;
        bool spelled = Numbers.DrawSpelled(random, plain);
        string[] others = plain || random.Next(4) > 0 || piles[0].Owner is not null || piles.Count > 1 ? names[2..] : ["I"];
        var story = new Story(random, others, past, spelled, plain);
        bool list = piles.Count == 1 && piles[0].Owner is not null && !plain && random.Next(6) == 0;
        (string told, var partials) = list ? List(story, piles[0]) : Sentences(random, story, piles, names, plain);

        var exchanges = new List<Exchange>();
        bool first = !plain && random.Next(5) == 0;
        if (first)
        {
            exchanges.Add(Marked.Facts(told, partials));
        }

        string opening = first ? string.Empty : told + " ";
        foreach (var pile in exactLevel ? piles.Take(1) : piles.Where(pile => pile.Value.Steps.Count > 0))
        {
            string question = opening + Ask(random, pile, piles, past, plain);
            exchanges.Add(new Exchange(
                Name, pile.Value.Steps.Count, Marked.Cut(question, opening.Length > 0 ? partials : []), $"That makes {pile.Value.Result}.", pile.Value.Key));
            opening = string.Empty;
        }

        return exchanges;
    }

    /// <summary>The pile that is asked for first, and up to two others that do not matter to it.</summary>
    private static List<Pile> Piles(Random random, string[] names, int steps, int level, bool plain)
    {
        string[] things = [.. Story.Things];
        random.Shuffle(things);
        int kind = plain ? 0 : random.Next(10);
        string seldom = kind < 8 && !plain ? "/" : string.Empty;
        var value = RunningValue.Draw(random, steps, kind < 8 ? seldom : string.Empty, least: 0);
        var main = kind switch
        {
            < 6 => new Pile(names[0], things[0], null, value),
            6 => new Pile("I", things[0], null, value),
            7 => new Pile(null, things[0], "in the " + Names.Pick(random, Story.Places), value),
            8 => new Pile(null, "people", "on the " + Names.Pick(random, ["bus", "train"]), value),
            _ => new Pile(null, "birds", "in the tree", value),
        };
        var piles = new List<Pile> { main };
        int more = kind >= 8 || (plain && level == 1) ? 0 : random.Next(10) switch { < 5 => 0, < 8 => 1, _ => plain ? 1 : 2 };
        for (int i = 1; i <= more; i++)
        {
            // The same person with other things, or somebody else with the same things or with others.
            bool same = main.Owner is not null && i == 1 && random.Next(2) == 0;
            piles.Add(new Pile(same ? main.Owner : names[1], same || i == 2 || random.Next(2) == 0 ? things[i] : things[0], null, RunningValue.Draw(random, random.Next(0, Math.Min(level, 2) + 1), string.Empty)));
        }

        return piles;
    }

    private static (string Text, List<string[]> Partials) Sentences(Random random, Story story, List<Pile> piles, string[] names, bool plain)
    {
        var text = new List<string>();
        var partials = new List<string[]>();
        string join = plain || piles.Count > 1 ? ". " : Names.Pick(random, [". ", ". ", ". ", ". ", ", ", ". Then ", "\n"]);
        int[] order = [.. piles.SelectMany((pile, i) => Enumerable.Repeat(i, pile.Value.Steps.Count + 1))];
        random.Shuffle(order);
        int[] at = new int[piles.Count];
        foreach (int i in order)
        {
            var pile = piles[i];
            text.Add(at[i] == 0 ? story.Opening(pile) : story.Change(pile, at[i] - 1));
            partials.Add(Marked.Digits(pile.Value.After(at[i]++)));
            if (!plain && join != ". Then " && random.Next(15) == 0)
            {
                story.Interrupt();
                text.Add(Wording.Choose(random, Asides, Names.Pick(random, names[2..]), $"{random.Next(1, 13)}", Names.Pick(random, Story.Things)));
            }
        }

        string told = string.Concat(text.Select((sentence, i) => i == 0 ? sentence : join is ". " or "\n" ? join + Capital(sentence) : join + sentence));
        return (Capital(told) + ".", partials);
    }

    /// <summary>Everything in one sentence: "Ann has 12 apples, gets 5 more and loses 3."</summary>
    private static (string Text, List<string[]> Partials) List(Story story, Pile pile)
    {
        int steps = pile.Value.Steps.Count;
        string told = story.Opening(pile) + string.Concat(Enumerable.Range(0, steps).Select(i => (i == steps - 1 ? " and " : ", ") + story.Change(pile, i, omitOwner: true)));
        return (told + ".", [.. pile.Value.Partials]);
    }

    private static string Ask(Random random, Pile pile, List<Pile> piles, bool past, bool plain)
    {
        bool me = pile.Owner == "I";
        string[] values = [pile.Thing, pile.Owner ?? string.Empty, pile.Owner is null ? pile.Place! : me ? "do" : "does", me ? "have" : "has"];
        if (plain)
        {
            return Wording.Choose(random, Questions[0], values);
        }

        var shorter = pile.Value.Steps[^1].Operation == '+' ? ShortQuestions : LeftQuestions;
        var forms = piles.Count == 1 && random.Next(5) == 0 ? shorter : pile.Owner is null ? PlaceQuestions : Questions;
        return Capital(Wording.Choose(random, forms, values));
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
