namespace DualPath.Training.Tasks;

/// <summary>
/// Where a thing is. Either everything in one place moves to another, time after time ("The coin is in the box. Empty the box into the bag.
/// Where is the coin?"; the level is the number of times that the coin moved), or containers stand in each other and the room is asked for
/// (<see cref="NestedPlaces"/>). A move that names what it moves is told of other things only. Noted at each place of a move is what was there, and after it what was moved, as long
/// as that is one thing.
/// </summary>
internal sealed class MovesTask : ITask
{
    // {0} and {1} are places, {3} is "to" or "into".
    private static readonly string[] Pours =
    [
        "[move|bring|take|carry] [everything in|everything from|what is in|whatever is in|all that is in] the {0} {3} the {1}", "everything [in|from] the {0} [goes|moves|is moved] {3} the {1}",
        "[|I |we |they ][empty|clear] the {0} {3} the {1}", "[|I |we |they ][tip|pour|put|shift|dump] [everything|all] [from|in] the {0} {3} the {1}", "everything [from|in] the {0} is [put|brought|carried|emptied|tipped] {3} the {1}",
        "[I|we|they] [move|bring|take|carry] everything [in|from] the {0} {3} the {1}", "the things in the {0} [go|move] {3} the {1}", "what is in the {0} [goes|moves|comes] {3} the {1}",
    ];

    private static readonly string[] Swaps =
    [
        "[swap|exchange|switch] [what is in|the contents of] the {0} and the {1}", "the {0} and the {1} [swap|exchange] [their |]contents", "the contents of the {0} and the {1} [swap|are swapped|change places]",
    ];

    private static readonly string[] Puts =
        ["[move|bring|take|carry] the {2} {3} the {1}", "the {2} [goes|moves|is moved|is put|is carried] {3} the {1}", "[I|we|they] [move|bring|take] the {2} {3} the {1}", "[|I |we |they ]put the {2} in the {1}", "[I|we|they] [took|moved|carried|brought] the {2} {3} the {1}"];

    private static readonly string[] Facts =
        ["the {0} is in the {1}", "the {0} [is|is|lies] in the {1}", "[I|we|they] [put|leave|keep|have|left|hid] the {0} in the {1}", "in the {1} [is|there is] {2}", "the {1} [holds|has] {2}", "{0} in {1}"];

    private static readonly string[] Where =
    [
        "[|so |and ]where is the {0}[| now| now| at the end| in the end| after all that| after that]?", "[now|so now|at the end,|in the end,] where is the {0}?", "[which|what] {1} is the {0} in[| now]?", "[|and |so ]in [which|what] {1} is the {0}[| now| at the end]?",
        "[tell me|say|guess|find out|do you know|I want to know|can you say] where the {0} is[| now].", "where [did|does] the {0} end up?", "where's the {0}[| now]?", "where can I find the {0}[| now]?",
        "the {0} is where[| now]?", "what is the {0} in[| now]?", "where do I look for the {0}?", "find the {0}.", "where has the {0} [gone|got to|ended up]?", "where did the {0} go[| to]?", "where is the {0} [hidden|kept|lying][| now]?", "[which|what] {1} [has|holds|contains] the {0}[| now]?",
    ];

    private static readonly string[] WhereNext =
        ["[and|then] where is the {0}[| now]?", "[and|and what about|what about|how about] the {0}[| now]?", "[OK|thanks|good], where is the {0}[| now]?", "and the {0}, where is it?"];

    private static readonly string[] What =
    [
        "[|so |and ]what is in the {0}[| now| now| at the end| in the end| after all that]?", "[now|so now|at the end,|in the end,] what is in the {0}?", "what does the {0} [hold|have in it|contain][| now]?", "[tell me|say|guess|find out|do you know] what is in the {0}[| now].",
        "[which|what] thing is in the {0}[| now]?", "what do I find in the {0}[| now]?", "what's in the {0}[| now]?", "and what is in the {0}?",
    ];

    public string Name => "moves";

    public string Domain => "tracking";

    public int MaxLevel => WhereaboutsStory.MaxLevel;

    public IEnumerable<string> Wordings =>
    [
        .. Pours, .. Swaps, .. Puts, .. Facts, .. Where, .. WhereNext, .. What, .. NestedPlaces.Wordings, .. Things.Everyday, .. Things.Containers, .. Things.Rooms,
        "It is the. A box, container, room. An. Into", "nothing", TrackingStory.Words,
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        if (level <= NestedPlaces.MaxLevel && random.Next(3) == 0)
        {
            return NestedPlaces.Generate(random, Name, level, exactLevel, plain);
        }

        int places = random.Next(level < 4 ? 4 : 5, 7);

        // Two places are empty, so that what leaves one for the other never has to come straight back.
        int things = places - 2;
        bool rooms = random.Next(3) == 0;
        int[] start = [.. Enumerable.Range(0, places)];
        random.Shuffle(start);
        var setting = new Setting(plain, rooms ? "room" : "container", rooms ? "to" : "into")
        {
            Places = Things.Draw(random, rooms ? Things.Rooms : Things.Containers, places),
            Things = Things.Draw(random, Things.Everyday, things),
            Start = start[..things],

            // One thing that is moved on and on is easily followed to the last place named; among swaps it is not.
            Kinds = level < 4 ? (plain || WhereaboutsStory.IsEarly(level, exactLevel) ? [MoveKind.Pour] : [MoveKind.Pour, MoveKind.Pour, MoveKind.Put])
                : plain || random.Next(2) == 0 ? [MoveKind.Pour, MoveKind.Swap] : [MoveKind.Pour, MoveKind.Swap, MoveKind.Swap, MoveKind.Put],
        };
        return WhereaboutsStory.Write(random, Name, setting, level, exactLevel, plain);
    }

    private sealed class Setting(bool plain, string noun, string to) : WhereaboutsSetting
    {
        private int[] _before = [];

        public override IEnumerable<string> Facts(Random random)
        {
            string? one = plain ? MovesTask.Facts[0] : random.Next(3) > 0 ? Names.Pick(random, MovesTask.Facts) : null;
            return Things.Select((thing, i) => Wording.Choose(random, one ?? MovesTask.Facts[random.Next(5)], thing, Places[Start[i]], Tasks.Things.One(thing)));
        }

        public override bool Allows(Whereabouts now, Move move)
        {
            _before = now.ThingsAt(move.From);
            return _before.Length > 0 && now.IsEmpty(move.To) != (move.Kind == MoveKind.Swap);
        }

        public override string? Content(Whereabouts now, int place) => now.ThingsAt(place) is [var thing] ? Things[thing] : null;

        public override (string Text, string? Known) Tell(Random random, Move move, Whereabouts after, Func<int, string> name)
        {
            string[] patterns = move.Kind switch
            {
                MoveKind.Pour => plain ? ["move everything in the {0} {3} the {1}"] : Pours,
                MoveKind.Swap => plain ? Swaps[..1] : Swaps,
                _ => Puts,
            };
            string text = Wording.Choose(random, patterns, name(move.From), name(move.To), move.Thing < 0 ? string.Empty : Things[move.Thing], to);
            return move.Kind == MoveKind.Swap
                ? (PartialNotes.AtEnd(text, Content(after, move.From)), Content(after, move.To))
                : (PartialNotes.AtEnd(text, Content(after, move.To)), null);
        }

        public override string AskPlace(Random random, string thing, string? known, bool followsUp) => Wording.Choose(
            random, plain ? ["where is the {0}?", "where is the {0} now?"] : followsUp && random.Next(2) == 0 ? WhereNext : Where, thing + PartialNotes.Note(known), noun);

        public override string AskThing(Random random, int place, string known, bool followsUp) => Wording.Choose(
            random, plain ? ["what is in the {0}?", "what is in the {0} now?"] : What, Places[place] + PartialNotes.Note(known));

        public override string Name(int place) => $"the {Places[place]}";
    }
}
