using System.Text.RegularExpressions;

namespace DualPath.Training.Tasks;

/// <summary>What a story of things and places is about, and how it words that. Sentences carry their <see cref="PartialNotes"/>.</summary>
internal abstract class WhereaboutsSetting
{
    /// <summary>The things, each one word.</summary>
    public required string[] Things { get; init; }

    /// <summary>The places or people, each one word or digit.</summary>
    public required string[] Places { get; init; }

    /// <summary>The place of each thing at first.</summary>
    public required int[] Start { get; init; }

    /// <summary>The kinds of moves there are.</summary>
    public required IReadOnlyList<MoveKind> Kinds { get; init; }

    /// <summary>What is told before anything moves, in any order.</summary>
    public abstract IEnumerable<string> Facts(Random random);

    public abstract bool Allows(Whereabouts now, Move move);

    /// <summary>What is at a place, in one word, as it is noted where the place is named; null where that is not noted.</summary>
    public abstract string? Content(Whereabouts now, int place);

    /// <summary>A move in words, and what is known after the token behind them. The move is done already.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="move">The move.</param>
    /// <param name="after">Where things are now.</param>
    /// <param name="name">A place as the sentence names it, with a note of what was there before the move: looking that up is half of what the move takes.</param>
    public abstract (string Text, string? Known) Tell(Random random, Move move, Whereabouts after, Func<int, string> name);

    /// <summary>
    /// Whether plain questions of the first two levels ask for the thing at a place, or for the place of a thing: for what the facts name last. The other way round has to be found
    /// before the word that it is found by, which is learned much later.
    /// </summary>
    public virtual bool PlainlyAsksThing => false;

    public abstract string AskPlace(Random random, string thing, string? known, bool followsUp);

    /// <summary>Asks which thing is at a place; null where the setting has no such question.</summary>
    public abstract string? AskThing(Random random, int place, string known, bool followsUp);

    /// <summary>The place as the answer names it.</summary>
    public virtual string Name(int place) => Places[place];
}

/// <summary>Tells and asks where things are, who has them: the flow that such tasks share.</summary>
internal static class WhereaboutsStory
{
    /// <summary>The hardest level: so many times the asked thing moves.</summary>
    public const int MaxLevel = 8;

    /// <summary>Words for whose a thing is.</summary>
    public const string Owners = "my her his our";

    /// <summary>Whether training is still at the first two levels of such a task, whose stories are simple.</summary>
    public static bool IsEarly(int level, bool exactLevel) => !exactLevel && level <= 2;

    public static IReadOnlyList<Exchange> Write(Random random, string task, WhereaboutsSetting setting, int level, bool exactLevel, bool plain)
    {
        return Owned(random, setting.Things, Told(random, task, setting, level, exactLevel, plain), plain);
    }

    /// <summary>At times one of the things is somebody's: "my key" instead of "the key".</summary>
    public static IReadOnlyList<Exchange> Owned(Random random, IReadOnlyList<string> things, IReadOnlyList<Exchange> exchanges, bool plain) =>
        plain || random.Next(6) > 0 ? exchanges : OwnedBy(Names.Pick<string>(random, ["my", "my", "my", "her", "his", "our"]), Names.Pick(random, things), exchanges);

    private static Exchange[] OwnedBy(string owner, string thing, IReadOnlyList<Exchange> exchanges)
    {
        string start = char.ToUpperInvariant(owner[0]) + owner[1..];
        return [.. exchanges.Select(exchange => exchange with
        {
            Question = [.. exchange.Question.Select(part => part with
            {
                Text = Regex.Replace(part.Text, $@"\b([Tt])he {thing}\b", found => $"{(found.Groups[1].Value == "T" ? start : owner)} {thing}"),
            })],
        })];
    }

    private static IReadOnlyList<Exchange> Told(Random random, string task, WhereaboutsSetting setting, int level, bool exactLevel, bool plain)
    {
        var story = new TrackingStory(random, task, plain);
        var now = new Whereabouts(setting.Start, setting.Places.Length);
        bool early = IsEarly(level, exactLevel);
        bool simple = early && plain;

        // In training a level moves a thing once less than its name says, but for the last one, which moves it as often, too: where a thing is that has not been moved yet must be
        // found before anything that follows it can be.
        int most = exactLevel || level == MaxLevel ? level : level - 1;
        int LevelOf(int thing) => exactLevel ? Math.Max(1, now.HopsOf(thing)) : Math.Min(now.HopsOf(thing) + 1, level);
        story.TellFacts(setting.Facts(random));
        if (!plain && random.Next(10) < 3)
        {
            story.Acknowledge();
        }

        string history = string.Join(';', setting.Start.Select((place, thing) => $"{setting.Things[thing]}:{setting.Places[place]}").Order(StringComparer.Ordinal)) + "|";
        if (early)
        {
            int asked = level == 1 ? random.Next(2, 5) : random.Next(3);
            for (int i = 0; i < asked; i++)
            {
                AskAbout(random, story, setting, now, random.Next(now.Things), history, LevelOf, simple);
            }

            if (most == 0)
            {
                return story.Exchanges;
            }
        }

        int goal = exactLevel || random.NextDouble() < (level == MaxLevel ? 0.4 : 0.8) ? most : random.Next(1, most + 1);
        int target = random.Next(now.Things);
        history += Happen(random, story, setting, now, target, Plan(random, goal, early || plain));
        if (!plain && random.Next(10) == 0)
        {
            story.Acknowledge();
        }

        AskAbout(random, story, setting, now, target, history, LevelOf, simple);
        if (exactLevel)
        {
            return story.Exchanges;
        }

        AskMore(random, story, setting, now, most, history, LevelOf, simple);
        if (!plain && !early && random.Next(12) == 0)
        {
            // Cups may be what the things are under.
            string unknown = Names.Pick(random, [.. Things.Everyday.Where(thing => thing != "cup" && !setting.Things.Contains(thing))]);
            story.Ask(setting.AskPlace(random, unknown, null, followsUp: true), Telling.Untold, 1, $"{history}|{unknown}", "untold");
        }

        if (!plain && !early && story.Exchanges.Count < 4 && random.Next(3) == 0)
        {
            // The story goes on after it was asked about.
            target = random.Next(now.Things);
            int more = Math.Min(most - now.HopsOf(target), random.Next(1, 5));
            history += Happen(random, story, setting, now, target, Plan(random, Math.Max(more, 1), plain));
            AskMore(random, story, setting, now, most, history, LevelOf, simple);
        }

        return story.Exchanges;
    }

    /// <summary>
    /// Which moves take the asked thing along: as many as the level says, among others. None, one or two others come last, so that no place
    /// mentioned last is a good guess.
    /// </summary>
    private static bool[] Plan(Random random, int hops, bool simple)
    {
        int others = simple ? random.Next(2) : random.Next(1, 4);
        int last = random.Next(Math.Min(others, 2) + 1);
        bool[] before = [.. Enumerable.Range(0, hops - 1 + others - last).Select(i => i < hops - 1)];
        random.Shuffle(before);
        return [.. before, true, .. Enumerable.Repeat(false, last)];
    }

    private static string Happen(Random random, TrackingStory story, WhereaboutsSetting setting, Whereabouts now, int target, bool[] plan)
    {
        var told = new List<(string, string?)>();
        string history = string.Empty;
        foreach (bool moves in plan)
        {
            var move = now.Draw(random, setting.Kinds, move => setting.Allows(now, move), target, moves);
            (string? atFrom, string? atTo) = (setting.Content(now, move.From), setting.Content(now, move.To));
            now.Do(move);
            told.Add(setting.Tell(random, move, now, place => setting.Places[place] + PartialNotes.Note(place == move.From ? atFrom : atTo)));
            string from = setting.Places[move.From];
            string to = setting.Places[move.To];
            history += move.Kind switch
            {
                MoveKind.Swap => string.CompareOrdinal(from, to) < 0 ? $"{from}={to};" : $"{to}={from};",
                MoveKind.Pour => $"{from}>{to};",
                _ => $"{setting.Things[move.Thing]}>{to};",
            };
        }

        story.TellEvents(told);
        return history;
    }

    private static void AskMore(Random random, TrackingStory story, WhereaboutsSetting setting, Whereabouts now, int most, string history, Func<int, int> levelOf, bool simple)
    {
        int questions = random.Next(0, 3);
        for (int i = 0; i < questions; i++)
        {
            // The hard ones rather than the easy ones: a story of eight moves is read for more than one of them.
            int[] things = [.. Enumerable.Range(0, now.Things).Where(thing => now.HopsOf(thing) <= most && (!now.IsTold(thing) || random.Next(12) == 0))];
            if (things.Length > 0)
            {
                int hardest = things.Max(now.HopsOf);
                int[] hard = [.. things.Where(thing => now.HopsOf(thing) == hardest)];
                AskAbout(random, story, setting, now, Names.Pick(random, random.Next(3) > 0 ? hard : things), history, levelOf, simple);
            }
        }
    }

    private static void AskAbout(Random random, TrackingStory story, WhereaboutsSetting setting, Whereabouts now, int thing, string history, Func<int, int> levelOf, bool simple)
    {
        int place = now.PlaceOf(thing);
        bool followsUp = story.Exchanges.Any(exchange => exchange.Task != TrackingStory.Facts);
        string name = setting.Things[thing];
        int level = levelOf(thing);
        bool asked = (simple ? setting.PlainlyAsksThing : random.Next(2) == 0) && now.ThingsAt(place).Length == 1 && setting.AskThing(random, place, name, followsUp) is { } question
            ? story.Ask(question, $"It is the {name}.", level, $"{history}|{setting.Places[place]}")
            : story.Ask(setting.AskPlace(random, name, setting.Places[place], followsUp), $"It is {setting.Name(place)}.", level, $"{history}|{name}");
        if (asked)
        {
            now.Told(thing);
        }
    }
}
