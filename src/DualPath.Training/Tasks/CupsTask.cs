namespace DualPath.Training.Tasks;

/// <summary>
/// The shell game: "The ball is at place 3. Swap places 1 and 3. At which place is the ball?" The level is the number of swaps that move the
/// asked thing, mostly the only one. Places are fixed, their contents swap: by number, by colour or by side. Noted at each place of a swap is what was there before it, and after it where the first thing is, at its last
/// word, and where the second one is, at the token behind it.
/// </summary>
internal sealed class CupsTask : ITask
{
    // {0} and {1} are numbers or colours, {2} is the noun, {3} "in" or "under".
    private static readonly string[] PlaceSwaps =
    [
        "[swap|switch|exchange] [places |the cups at |the cups on places |]{0} and {1}", "[swap|switch] [place |]{0} with [place |]{1}", "[the cups at |the cups on places |places ]{0} and {1} [swap|change places|are swapped|are switched]",
        "[I|we|they] [swap|switch] [places |the cups at ]{0} and {1}", "[now |]{0} and {1}", "{0} and {1} [swap|change places|are swapped]", "{0} [swaps|changes places|is swapped] with {1}",
    ];

    private static readonly string[] NumberSwaps =
    [
        "[swap|switch|exchange] what is {3} {2} {0} and {2} {1}", "[swap|switch|exchange] the contents of {2} {0} and {2} {1}", "the contents of {2} {0} and {2} {1} [swap|are swapped|change places]",
        "{2} {0} and {2} {1} [swap|exchange] [their |]contents", "[|I |we |they ][swap|switch] {2} {0} and {2} {1}", "[|I |we |they ][swap|switch|exchange] {2} {0} with {2} {1}", "{2} {0} and {2} {1}[| swap| are swapped| change places]", "what is {3} {2} {0} and {2} {1} is swapped",
    ];

    private static readonly string[] ColourSwaps =
    [
        "[swap|switch|exchange] what is {3} the {0} and the {1} {2}", "[swap|switch|exchange] the contents of the {0} and the {1} {2}", "the contents of the {0} and the {1} {2} [swap|are swapped|change places]",
        "[I|we|they] [swap|switch] what is {3} the {0} and the {1} {2}", "[swap|exchange] what the {0} and the {1} {2} [hide|hold]", "the {0} and the {1} {2} [swap|exchange] [their |]contents",
        "[|I |we |they ][swap|switch] the {0} {2} [and|with] the {1} {2}", "[|I |we |they ][swap|switch] the {0} and the {1} {2}", "[|I |we |they ]swap what is {3} {0} and {1}", "the {0} {2} and the {1} {2}[| swap| are swapped| change places]",
    ];

    private static readonly string[] Facts =
        ["the {0} is [|hidden ]{1}", "there is {2} {1}", "[I|we|they] [put|hide] the {0} {1}", "{1} [is|there is] {2}", "the {0} [lies|starts|sits] {1}"];

    // {0} is the thing, {1} "at" or "in" or "under", {2} the noun.
    private static readonly string[] Questions =
    [
        "[|so |and ]where is the {0}[| now| now| at the end| in the end| after that]?", "[now|so now|at the end,|in the end,] where is the {0}?", "[|and |so ]{1} [which|what] {2} is the {0}[| now| at the end]?", "[which|what] {2} is the {0} {1}[| now]?",
        "[tell me|say|guess|find out|do you know|I want to know|can you say] where the {0} is[| now].", "where [did|does] the {0} end up?", "where's the {0}[| now]?", "find the {0}.",
        "the {0} is {1} which {2}[| now]?", "[and|OK,|well,] the {0} is where now?", "[which|what] {2} [has|holds|hides] the {0}[| now]?", "where did the {0} [end up|go]?", "[which|what] {2} do I [open|lift|look at] to find the {0}?",
    ];

    private static readonly string[] FollowUps =
        ["[and|then] where is the {0}[| now]?", "[and|and what about|what about|how about] the {0}[| now]?", "[OK|thanks|good], where is the {0}[| now]?", "and now the {0}?"];

    private static readonly (string Noun, string At)[] Nouns = [("cup", "under"), ("cup", "under"), ("box", "in"), ("drawer", "in"), ("bowl", "under"), ("bag", "in")];

    private static readonly string[] Sides = ["left", "middle", "right"];

    public string Name => "cups";

    public string Domain => "tracking";

    public int MaxLevel => WhereaboutsStory.MaxLevel;

    public IEnumerable<string> Wordings =>
    [
        .. PlaceSwaps, .. NumberSwaps, .. ColourSwaps, .. Facts, .. Questions, .. FollowUps, .. Nouns.Select(noun => noun.Noun), .. Things.Everyday, .. Things.Colours, .. Sides,
        "nothing. It is the place in under at a an. There are cups in a row. There are bowls boxes bags drawers", TrackingStory.Words,
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        bool sided = !plain && random.Next(8) == 0;
        int places = sided ? Sides.Length : random.Next(level < 4 ? 3 : 4, 7);
        int things = random.Next(5) < 4 || WhereaboutsStory.IsEarly(level, exactLevel) ? 1 : 2;
        bool coloured = sided || (!plain && random.Next(2) == 0);
        bool numbered = !coloured && !plain && random.Next(3) == 0;
        (string noun, string at) = coloured || numbered ? Names.Pick(random, Nouns) : ("place", "at");
        string[] drawn = Things.Draw(random, [.. Things.Everyday.Where(thing => thing != noun)], things);
        int[] start = [.. Enumerable.Range(0, places)];
        random.Shuffle(start);
        var setting = new Setting(plain, noun, at, coloured)
        {
            Places = sided ? [.. Sides] : coloured ? Things.Draw(random, Things.Colours, places) : [.. Enumerable.Range(1, places).Select(place => $"{place}")],
            Things = random.Next(2) == 0 && !drawn.Contains("ball") ? ["ball", .. drawn[1..]] : drawn,
            Start = start[..things],
            Kinds = [MoveKind.Swap],
        };
        return WhereaboutsStory.Write(random, Name, setting, level, exactLevel, plain);
    }

    private sealed class Setting(bool plain, string noun, string at, bool coloured) : WhereaboutsSetting
    {
        public override IEnumerable<string> Facts(Random random)
        {
            string[] facts = [.. Things.Select((thing, i) =>
                Wording.Choose(random, plain ? CupsTask.Facts[..1] : CupsTask.Facts, thing, $"{at} {Name(Start[i])}", Tasks.Things.One(thing)))];
            string several = noun switch { "place" => "places", "box" => "boxes", _ => noun + "s" };
            string row = coloured
                ? $"there are {Places.Length} {several}: {string.Join(", ", Places)}"
                : $"there are {Places.Length} {several}{(random.Next(2) == 0 ? " in a row" : string.Empty)}";
            return !plain && random.Next(3) == 0 ? [row, .. facts] : facts;
        }

        public override bool Allows(Whereabouts now, Move move) => true;

        public override string? Content(Whereabouts now, int place) => now.ThingsAt(place) is [var thing] ? Things[thing] : "nothing";

        public override (string Text, string? Known) Tell(Random random, Move move, Whereabouts after, Func<int, string> name)
        {
            string[] patterns = plain ? ["swap places {0} and {1}"] : coloured ? ColourSwaps : noun == "place" ? PlaceSwaps : NumberSwaps;
            (int first, int second) = random.Next(2) == 0 ? (move.To, move.From) : (move.From, move.To);
            string text = Wording.Choose(random, patterns, name(first), name(second), noun, at);
            return (PartialNotes.AtEnd(text, Places[after.PlaceOf(0)]), after.Things > 1 ? Places[after.PlaceOf(1)] : null);
        }

        public override string AskPlace(Random random, string thing, string? known, bool followsUp) => Wording.Choose(
            random, plain ? ["where is the {0}?", "where is the {0} now?"] : followsUp && random.Next(2) == 0 ? FollowUps : Questions, thing + PartialNotes.Note(known), at, noun);

        public override string? AskThing(Random random, int place, string known, bool followsUp) => null;

        public override string Name(int place) => coloured ? $"the {Places[place]} {noun}" : $"{noun} {Places[place]}";
    }
}
