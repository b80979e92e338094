namespace DualPath.Training.Tasks;

/// <summary>
/// "The ring is in the purse. I put the purse in the bag. Leo takes the bag to the office. Where is the ring?" What is put somewhere takes along what is in it, and what was said of a thing
/// last counts. The level is the number of containers and rooms that lead from the asked thing to the outermost of them, which is the answer. Noted at a sentence is where that puts the
/// thing it names.
/// </summary>
internal sealed class CarryTask : ITask
{
    private const int MostEvents = 10;

    // {0} is the thing, {1} where it is or goes, {2} the thing with "a" or "an", {3} "into" or "to", {4} who does it, with the ending of the verb in {5}.
    private static readonly string[] Facts =
    [
        "the {0} [is|is|is|lies] in the {1}", "the {0} is in the {1}", "there is {2} in the {1}", "in the {1} there is {2}", "the {1} [holds|contains] {2}", "I [keep|have|left|hid] the {0} in the {1}", "the {0} is [inside|kept in] the {1}",
    ];

    private static readonly string[] Puts =
    [
        "{4} put{5} the {0} [in|in|in|into|inside] the {1}", "{4} put{5} the {0} in the {1}", "{4} [move{5}|move{5}|take{5}|bring{5}] the {0} {3} the {1}", "{4} [moved|took|brought|carried] the {0} {3} the {1}", "the {0} [goes|is moved|is taken|is carried] {3} the {1}",
        "[move|take|bring] the {0} {3} the {1}", "put the {0} [in|into] the {1}", "the {0} is [now |]in the {1}[| now]",
    ];

    private static readonly string[] PutsIt = ["{4} put{5} it [in|into] the {1}", "{4} [move{5}|take{5}|bring{5}] it {3} the {1}", "it [goes|is moved|is taken] {3} the {1}", "{4} [moved|took] it {3} the {1}"];

    private static readonly string[] Where =
    [
        "where is the {0}?", "[|so |and ]where is the {0}[| now| now| at the end| in the end| after all that]?", "[now|so now|at the end,|in the end,] where is the {0}?", "[tell me|say|find out|do you know|I want to know|can you tell me|please tell me] where the {0} is[| now][.|?]",
        "where [did|does] the {0} end up?", "where's the {0}[| now]?", "where [can|do] I find the {0}[| now]?", "the {0} is where[| now]?", "where do I look for the {0}?", "find the {0}.", "where is the {0} [kept|now, please]?",
        "where has the {0} [gone|got to|ended up]?",
    ];

    private static readonly string[] WhichRoom = ["[which|what] room is the {0} in[| now]?", "in [which|what] room is the {0}[| now]?", "[tell me|do you know] which room the {0} is in[.|?]"];

    private static readonly string[] WhereNext = ["[and|then] where is the {0}[| now]?", "[and|and what about|what about|how about] the {0}[| now]?", "[OK|thanks|good], where is the {0}[| now]?", "and the {0}?"];

    private static readonly string[] Contents =
        "key ball book coin ring hat pen lamp map knife spoon glove shoe coat pencil brush comb mirror doll phone apple letter card stamp photo ticket passport watch bead egg orange toy battery cheese nail candle scarf".Split(' ');

    private static readonly string[] Containers =
        [.. Things.Containers, .. "wallet folder cup safe pouch locker closet".Split(' ')];

    private static readonly string[] Rooms = [.. Things.Rooms, .. "car shed van yard basement pantry barn studio lobby shop".Split(' ')];

    private static readonly string[] Actors = ["he", "she", "they", "we", "someone", "my friend"];

    public string Name => "carry";

    public string Domain => "tracking";

    public int MaxLevel => 5;

    public IEnumerable<string> Wordings =>
    [
        .. Facts, .. Puts, .. PutsIt, .. Where, .. WhichRoom, .. WhereNext, .. Contents, .. Containers, .. Rooms, .. Actors, "I you puts moves takes brings a an into to It is the", TrackingStory.Words,
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        var cast = new Cast(random, level, plain);
        var events = Events(random, cast, level, exactLevel, plain);
        var story = new TrackingStory(random, Name, plain);
        var inside = new Dictionary<string, string>();

        // Some stories are asked about while they go on.
        int pause = !exactLevel && !plain && events.Count > 3 && random.Next(5) == 0 ? random.Next(2, events.Count) : events.Count;
        string? before = null;
        string history = string.Empty;
        var sentences = new List<(string, string?)>();
        string actor = "I";
        for (int i = 0; i < events.Count; i++)
        {
            (string item, string place) = events[i];
            bool fact = !inside.ContainsKey(item) && (cast.IsThing(item) || random.Next(4) == 0);
            bool it = !plain && !fact && item == before && random.Next(3) == 0;
            inside[item] = place;
            history += $"{item}>{place};";
            actor = plain ? "I" : random.Next(4) == 0 ? cast.Actor(random) : actor;
            string ending = actor is "I" or "they" or "we" ? string.Empty : "s";
            string pattern = plain ? (fact ? Facts[1] : Puts[1]) : Names.Pick(random, fact ? Facts : it ? PutsIt : Puts);
            string text = Wording.Choose(random, pattern, item, place, Things.One(item), cast.IsRoom(place) ? "to" : "into", actor, ending);
            sentences.Add((PartialNotes.AtEnd(text, Outermost(inside, item).Place), null));
            before = item;
            if (i == pause - 1 || i == events.Count - 1)
            {
                story.TellEvents(sentences);
                sentences.Clear();
                before = null;
                if (!plain && random.Next(5) == 0)
                {
                    story.Acknowledge();
                }

                Ask(random, story, cast, inside, history, level, i == events.Count - 1 ? cast.Asked : null, exactLevel, plain);
            }
        }

        return WhereaboutsStory.Owned(random, [.. cast.Way.SkipLast(1)], story.Exchanges, plain);
    }

    /// <summary>Where everything goes, in the order in which it is told.</summary>
    private static List<(string Item, string Place)> Events(Random random, Cast cast, int level, bool exactLevel, bool plain)
    {
        // The asked thing's way out, mostly from the inside; then what is beside it and what is taken back, each at a place of its own in the order.
        List<(string Item, string Place)> events = [.. cast.Way.Zip(cast.Way.Skip(1))];
        if (!plain && random.Next(3) == 0)
        {
            events = [.. events.OrderBy(_ => random.Next())];
        }

        int beside = plain ? random.Next(2) : random.Next(0, 4);
        for (int i = 0; i < beside && cast.Others.Count > 0; i++)
        {
            string other = Names.Pick(random, cast.Others);
            string[] places = [.. cast.PlacesFor(other), .. cast.IsThing(other) ? cast.Way.Skip(1) : []];
            Insert(random, events, (other, Names.Pick(random, [.. places.Where(place => place != other && !events.Contains((other, place)))])), random.Next(events.Count + 1));
        }

        // What of the way was elsewhere before: earlier than its place on the way, so that the last that is said of it counts.
        bool early = !exactLevel && level == 1 && random.Next(2) == 0;
        int stale = early && plain ? random.Next(2) : random.Next(0, 4);
        string[] restless = [.. cast.Way.SkipLast(1)];
        if (!early && random.Next(3) == 0)
        {
            // One that is moved on and on.
            restless = [Names.Pick(random, restless)];
            stale = random.Next(1, 6);
        }

        for (int i = 0; i < stale && events.Count < MostEvents; i++)
        {
            string item = Names.Pick(random, restless);
            int first = events.FindIndex(entry => entry.Item == item);
            string[] places = [.. cast.PlacesFor(cast.Way[0]).Where(place => place != item && place != events[first].Place && place != cast.Way[cast.Way.IndexOf(item) + 1])];
            if (places.Length > 0)
            {
                Insert(random, events, (item, Names.Pick(random, places)), random.Next(3) == 0 ? first : random.Next(first + 1));
            }
        }

        return events;
    }

    private static void Insert(Random random, List<(string Item, string Place)> events, (string Item, string Place) entry, int at)
    {
        // The same twice in a row would say nothing.
        if ((at == 0 || events[at - 1] != entry) && (at == events.Count || events[at] != entry))
        {
            events.Insert(at, entry);
        }
    }

    private void Ask(
        Random random, TrackingStory story, Cast cast, Dictionary<string, string> inside, string history, int level, string? last, bool exactLevel, bool plain)
    {
        bool followsUp = story.Exchanges.Any(exchange => exchange.Task == Name);
        int count = exactLevel ? 1 : random.Next(1, 4);
        string?[] items = [last, .. Things.Draw(random, [.. inside.Keys.Where(item => item != last)], Math.Min(count, inside.Count - 1))];
        foreach (string item in items.OfType<string>().Take(count))
        {
            (string place, int steps) = Outermost(inside, item);
            if (steps <= level)
            {
                string[] forms = plain ? Where[..1] : followsUp && random.Next(2) == 0 ? WhereNext : cast.IsRoom(place) && place is not ("car" or "van") && random.Next(6) == 0 ? WhichRoom : Where;
                followsUp = story.Ask(Wording.Choose(random, forms, item + PartialNotes.Note(place)), $"It is the {place}.", steps, $"{history}|{item}") || followsUp;
            }
        }

        if (!exactLevel && !plain && random.Next(12) == 0)
        {
            string unknown = Names.Pick(random, [.. Contents.Where(thing => !inside.ContainsKey(thing))]);
            story.Ask(Wording.Choose(random, Where, unknown), Telling.Untold, 1, $"{history}|{unknown}", Telling.UntoldTask);
        }
    }

    /// <summary>The last place on the way out of everything a thing is in, and the number of steps to it.</summary>
    private static (string Place, int Steps) Outermost(Dictionary<string, string> inside, string item)
    {
        int steps = 0;
        while (inside.TryGetValue(item, out string? outer))
        {
            item = outer;
            steps++;
        }

        return (item, steps);
    }

    /// <summary>What a story is about.</summary>
    private sealed class Cast
    {
        private readonly string[] _things, _containers, _rooms, _people;

        public Cast(Random random, int level, bool plain)
        {
            double invented = !plain && random.Next(6) == 0 ? 0.4 : 0;
            string[] Draw(string[] list, int count) =>
                [.. Things.Draw(random, list, count).Select(known => random.NextDouble() < invented ? Names.Invent(random).ToLowerInvariant() : known).Distinct()];
            _things = Draw(Contents, random.Next(1, 4));
            _containers = Draw(Containers, level + random.Next(2, 5));
            _rooms = Draw(Rooms, 5);
            _people = Names.Draw(random, 2, plain: true);

            // A thing's way out ends in a room, or in a container that is nowhere; a container's own way is asked for, too.
            string[] from = random.Next(6) > 0 ? _things[..1] : [];
            string[] to = random.Next(5) > 0 ? _rooms[..1] : [];
            Way = [.. from, .. _containers[..(level + 1 - from.Length - to.Length)], .. to];
            Others = [.. _things[1..], .. _containers.Except(Way)];
        }

        /// <summary>The asked thing, what it is in, what that is in, and so on.</summary>
        public List<string> Way { get; }

        /// <summary>What is beside the way.</summary>
        public IReadOnlyList<string> Others { get; }

        public string Asked => Way[0];

        public bool IsThing(string item) => _things.Contains(item);

        public bool IsRoom(string place) => _rooms.Contains(place);

        public string Actor(Random random) => random.Next(3) switch { 0 => "I", 1 => Names.Pick(random, _people), _ => Names.Pick(random, Actors) };

        /// <summary>Where something beside the way may be, so that nothing is ever inside itself: rooms, and of the other containers those that come after it.</summary>
        public IEnumerable<string> PlacesFor(string item) => [.. _rooms.Except(Way), .. _containers.Except(Way).SkipWhile(container => Others.Contains(item) && !IsThing(item) && container != item).Where(container => container != item)];
    }
}
