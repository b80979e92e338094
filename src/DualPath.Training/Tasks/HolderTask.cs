namespace DualPath.Training.Tasks;

/// <summary>
/// "Ann has the key. Bob has the cup. Ann and Bob swap. Who has the key?" The level is the number of times the asked thing changes hands
/// without being named: each time depends on who held it before. Nobody ever holds two things, so "What does Ann have?" has one answer.
/// Noted at each person of a swap is what they held before, at its last word what the first one holds after it, and what the other one holds at the token behind it.
/// </summary>
internal sealed class HolderTask : ITask
{
    private const string PlainFact = "{0} has the {1}";

    private static readonly string[] Facts =
    [
        "{0} [has|has|has got|holds|owns|is holding|starts with|is given|gets] [the {1}|the {1}|{2}]", "the {1} is with {0}", "the {1} [belongs to|is in the hands of|is held by] {0}",
        "{0}[:| has:|:| -] {1}", "{0} has [the {1}|the {1}|{2}]", "{0} [had|held|got|started with] the {1}",
    ];

    private const string Nothing = "{0} [has|has|holds|starts with] nothing";
    private const string NothingShort = "{0}: nothing";
    private const string NothingBefore = "{0} had nothing";

    private static readonly string[] Swaps =
    [
        "{0} and {1} [swap|swap|swap|trade|trade|swap things|trade things|exchange things|swap what they have|exchange what they have|change things|make a swap|make a trade|swap with each other|trade with each other]",
        "[now|next] {0} and {1} [swap|trade]",
        "{0} [swaps|swaps|trades|trades|swaps things|trades things|exchanges things|makes a swap|makes a trade] with {1}",
    ];

    private static readonly string[] SwapsBefore =
        ["{0} and {1} [swapped|swapped|traded|swapped things|traded things|exchanged things|exchanged what they had]", "{0} [swapped|traded|swapped things|exchanged things] with {1}"];

    private const string Gives = "{0} [gives|hands|passes] [everything to {1}|everything over to {1}|{1} everything]";
    private const string GivesBefore = "{0} [gave|handed|passed] everything to {1}";
    private const string Puts = "{0} [gives|hands|passes] [the {2} to {1}|{1} the {2}]";
    private const string PutsBefore = "{0} [gave|handed|passed] the {2} to {1}";

    private static readonly string[] PlainWho = ["who has the {0}?", "who has the {0} now?"];

    private static readonly string[] Who =
    [
        "[|so |and ]who [has|has|has|holds|has got|is holding|owns] the {0}[| now| now| at the end| in the end| after all that| after that]?", "[now|so now|at the end,|in the end,] who [has|holds|has got] the {0}?",
        "who [ends up with|ended up with|is left with|is now holding|winds up with] the {0}?", "who's [got|holding] the {0}[| now]?", "whose is the {0} now?",
        "[tell me|say|find out|I want to know|do you know|can you say] who [has|holds|has got|ends up with] the {0}[| now].",
        "who ended up with the {0}?", "who's the one with the {0}[| now]?", "who is the {0} with[| now]?", "the {0} is with [who|whom][| now]?", "[name|find] the [person|one] who has the {0}[| now].", "which [person|one of them] has the {0}[| now]?",
        "who does the {0} belong to now?", "who has the {0} in the end, [do you know|can you tell]?",
    ];

    private static readonly string[] WhoNext =
        ["[and|then] who has the {0}[| now]?", "[and|and what about|what about|how about] the {0}?", "[OK|thanks|good], who has the {0}?", "and the {0}, who has it?"];

    private static readonly string[] PlainWhat = ["what does {0} have?", "what does {0} have now?"];

    private static readonly string[] What =
    [
        "[|so |and ]what does {0} [have|have|hold|own][| now| now| at the end| in the end| after all that| after that]?", "[now|so now|at the end,|in the end,] what does {0} [have|hold]?", "what has {0} got[| now]?", "what is {0} holding[| now]?",
        "what [does|did] {0} end up with?", "[tell me|say|find out|I want to know|do you know|can you say] what {0} [has|holds|has got|ends up with][| now].",
        "[which|what] thing does {0} have[| now]?", "{0} has what[| now]?", "what is {0} left with?", "what's {0} got[| now]?", "what's [with {0}|in the hands of {0}] now?",
    ];

    private static readonly string[] WhatNext =
        ["[and|then] what does {0} have[| now]?", "[and|and what about|what about|how about] {0}?", "[OK|thanks|good], what does {0} have?", "and {0} has what?"];

    public string Name => "holder";

    public string Domain => "tracking";

    public int MaxLevel => WhereaboutsStory.MaxLevel;

    public IEnumerable<string> Wordings =>
    [
        .. Things.Everyday, .. Facts, Nothing, NothingBefore, .. Swaps, .. SwapsBefore, Gives, GivesBefore, Puts, PutsBefore,
        .. Who, .. WhoNext, .. What, .. WhatNext, "It is the a an", TrackingStory.Words,
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        int people = random.Next(level < 4 ? 3 : 4, 7);
        int things = plain || WhereaboutsStory.IsEarly(level, exactLevel) || random.Next(10) < 7 ? people : Math.Max(2, people - random.Next(1, 3));
        var setting = new Setting(plain, random.Next(6) == 0)
        {
            Places = Names.Draw(random, people, plain),
            Things = Things.Draw(random, Things.Everyday, things),
            Start = [.. Enumerable.Range(0, things)],
            Kinds = things == people ? [MoveKind.Swap] : [MoveKind.Swap, MoveKind.Swap, MoveKind.Pour, MoveKind.Pour, MoveKind.Put],
        };
        return WhereaboutsStory.Write(random, Name, setting, level, exactLevel, plain);
    }

    private sealed class Setting(bool plain, bool past) : WhereaboutsSetting
    {
        public override IEnumerable<string> Facts(Random random)
        {
            // Mostly one wording for all: people rarely change it from one fact to the next.
            bool brief = !past && random.Next(8) == 0;
            string? one = plain ? PlainFact : past ? HolderTask.Facts[5] : brief ? HolderTask.Facts[3] : random.Next(2) == 0 ? HolderTask.Facts[random.Next(3)] : null;
            string[] facts =
            [
                .. Places.Select((person, place) => Array.IndexOf(Start, place) is var thing and >= 0
                    ? Wording.Choose(random, one ?? HolderTask.Facts[random.Next(5)], person, Things[thing], Tasks.Things.One(Things[thing]))
                    : Wording.Choose(random, past ? NothingBefore : brief ? NothingShort : Nothing, person)),
            ];
            random.Shuffle(facts);
            return facts;
        }

        public override bool PlainlyAsksThing => true;

        public override bool Allows(Whereabouts now, Move move) =>
            now.IsEmpty(move.To) == (move.Kind != MoveKind.Swap) && !now.IsEmpty(move.From);

        public override string? Content(Whereabouts now, int place) => Held(now, place);

        public override (string Text, string? Known) Tell(Random random, Move move, Whereabouts after, Func<int, string> name)
        {
            // Either of the two who swap may be named first.
            (int first, int second) = move.Kind == MoveKind.Swap && random.Next(2) == 0 ? (move.To, move.From) : (move.From, move.To);
            string pattern = move.Kind switch
            {
                MoveKind.Swap => plain ? "{0} and {1} swap" : Names.Pick(random, past ? SwapsBefore : Swaps),
                MoveKind.Pour => past ? GivesBefore : Gives,
                _ => past ? PutsBefore : Puts,
            };
            string text = Wording.Choose(random, pattern, name(first), name(second), move.Thing < 0 ? string.Empty : Things[move.Thing]);
            return (PartialNotes.AtEnd(text, Held(after, first)), Held(after, second));
        }

        public override string AskPlace(Random random, string thing, string? known, bool followsUp) =>
            Wording.Choose(random, plain ? PlainWho : followsUp && random.Next(2) == 0 ? WhoNext : Who, thing + PartialNotes.Note(known));

        public override string AskThing(Random random, int place, string known, bool followsUp) =>
            Wording.Choose(random, plain ? PlainWhat : followsUp && random.Next(2) == 0 ? WhatNext : What, Places[place] + PartialNotes.Note(known));

        private string Held(Whereabouts now, int person) => now.ThingsAt(person) is [var thing] ? Things[thing] : "nothing";
    }
}
