namespace DualPath.Training.Tasks;

/// <summary>Things somebody has, and what becomes of them.</summary>
/// <param name="Owner">A name, "I", or null for things that lie in a place.</param>
/// <param name="Thing">What they are, in the plural.</param>
/// <param name="Place">Where they are, as in "in the box"; null where somebody has them.</param>
/// <param name="Value">How many there are.</param>
internal sealed record Pile(string? Owner, string Thing, string? Place, RunningValue Value);

/// <summary>Tells what happens to piles of things, one sentence for each change. In all sentences the number stands close to the verb.</summary>
/// <param name="random">The source of chance.</param>
/// <param name="others">People who give and take; none of them is known to have anything.</param>
/// <param name="past">Whether the story is told in the past tense.</param>
/// <param name="spelled">Whether small numbers are words.</param>
/// <param name="plain">Whether to keep to the plainest wording.</param>
internal sealed class Story(Random random, IReadOnlyList<string> others, bool past, bool spelled, bool plain)
{
    // {0} who has them, {1} the number, {2} the things or nothing, {3} the verb, {4} somebody else, {5} the owner as an object, {6} the place.
    private static readonly (string Verbs, string Pattern)[] Gains =
    [
        ("get", "{0} {3} {1}^[ more]{2}"), ("get buy find collect win receive", "{0} {3} {1}^[ more]{2}"), ("get receive buy", "{0} {3} {1}^[ more]{2} from {4}"), ("give bring", "{4} {3} {5} {1}^[ more]{2}"),
    ];

    private static readonly (string Verbs, string Pattern)[] Losses =
    [
        ("give", "{0} {3} {4} {1}^{2}"), ("lose sell use drop", "{0} {3} {1}^{2}"), ("give", "{0} {3} [away {1}^{2}|{1}^{2} away]"), ("give", "{0} {3} {1}^{2} to {4}"), ("take", "{4} {3} {1}^{2} from {5}"),
    ];

    private static readonly (string Verbs, string Pattern)[] Halvings = [("lose sell use", "{0} {3} half^{2}"), ("give", "{0} {3} half^{2} to {4}"), ("give", "{0} {3} half^{2} away")];

    private static readonly (string Verbs, string Pattern)[] PutIn = [("put", "{4} {3} {1}^[ more]{2} in[| the {6}]"), ("put", "{4} {3} {1}^[ more]{2} into the {6}"), ("add", "{4} {3} {1}^[ more]{2}")];

    private static readonly (string Verbs, string Pattern)[] TakenOut = [("take", "{4} {3} {1}^{2} out"), ("take", "{4} {3} out {1}^{2}"), ("take remove", "{4} {3} {1}^{2} from the {6}"), ("remove", "{4} {3} {1}^{2}")];

    private static readonly (string Verbs, string Pattern)[] HalfOut = [("take", "{4} {3} half^{2} out")];

    // A verb, its form with "she", its past.
    private static readonly Dictionary<string, (string Third, string Past)> Forms =
        ("have has had, get gets got, buy buys bought, find finds found, collect collects collected, win wins won, receive receives received, give gives gave, bring brings brought, "
        + "lose loses lost, sell sells sold, use uses used, drop drops dropped, take takes took, put puts put, add adds added, remove removes removed, eat eats ate, own owns owned, "
        + "start starts started, fly flies flew, come comes came, is is was, are are were")
        .Split(", ").Select(line => line.Split(' ')).ToDictionary(forms => forms[0], forms => (forms[1], forms[2]), StringComparer.Ordinal);

    private static readonly string[] Food = ["apples", "pears", "eggs", "cookies", "oranges", "plums"];

    private Pile? _last;
    private string? _lastOther;

    public static IReadOnlyList<string> Things { get; } = [.. Food, .. "balls books pens coins cards stones flowers shells stamps toys marbles stickers".Split(' ')];

    public static IReadOnlyList<string> Places { get; } = "box basket bag drawer jar".Split(' ');

    public static IEnumerable<string> Wordings =>
    [
        .. new[] { Gains, Losses, Halvings, PutIn, TakenOut, HalfOut }.SelectMany(list => list.Select(entry => entry.Pattern)), .. Forms.SelectMany(form => new[] { form.Key, form.Value.Third, form.Value.Past }),
        .. Things, .. Things.Select(Singular), .. Places, Genders.Wordings, "I me my There of them more the people person bus train get on off birds bird tree away in with",
    ];

    public static string Singular(string things) => things == "people" ? "person" : things[..^1];

    /// <summary>How many there are at first.</summary>
    public string Opening(Pile pile)
    {
        _last = pile;
        _lastOther = null;
        string count = Counted(pile.Value.Start, pile.Thing);
        if (pile.Owner is null)
        {
            return $"There {Verb(pile.Value.Start == 1 ? "is" : "are", "they")} {count} {pile.Place}";
        }

        string verb = plain ? "have" : Names.Pick<string>(random, ["have", "have", "have", "have", "own", "start"]);
        return $"{pile.Owner} {Verb(verb, pile.Owner)} {(verb == "start" ? "with " : "")}{count}";
    }

    /// <summary>One change, as a sentence without its full stop.</summary>
    /// <param name="pile">The things.</param>
    /// <param name="step">Which of the changes.</param>
    /// <param name="omitOwner">Whether to leave the owner out, in an enumeration of what the owner does.</param>
    public string Change(Pile pile, int step, bool omitOwner = false)
    {
        (char operation, int count) = pile.Value.Steps[step];
        bool same = _last == pile;
        string other = Names.Pick(random, others);
        string text = pile.Thing is "people" or "birds"
            ? Comes(pile, operation == '+', count)
            : Told(pile, operation, count, same, other, omitOwner);
        _lastOther = text.Contains(other, StringComparison.Ordinal) ? other : null;
        _last = pile;
        return text;
    }

    /// <summary>Something else was said: the next sentence must name whom and what it is about.</summary>
    public void Interrupt() => _last = null;

    private string Told(Pile pile, char operation, int count, bool same, string other, bool omitOwner)
    {
        var list = (operation, pile.Owner) switch
        {
            ('+', null) => PutIn,
            ('-', null) => TakenOut,
            (_, null) => HalfOut,
            ('+', _) => Gains,
            ('-', _) => Food.Contains(pile.Thing) ? [.. Losses, ("eat", "{0} {3} {1}^{2}"), ("eat", "{0} {3} {1}^{2}")] : Losses,
            _ => Halvings,
        };
        var usable = list.Where(entry => (!plain || entry == list[0]) && (same || entry.Verbs is not ("add" or "remove")) && (!omitOwner || entry.Pattern.StartsWith("{0}", StringComparison.Ordinal))).ToArray();
        (string verbs, string pattern) = Names.Pick(random, usable);
        bool ownerActs = pattern.StartsWith("{0}", StringComparison.Ordinal);
        string verb = Verb(Names.Pick(random, verbs.Split(' ')), ownerActs ? pile.Owner! : other);
        (string subject, string target) = Mentioned(pile.Owner ?? other);
        string things = (operation, same) switch
        {
            ('/', true) => " of them",
            ('/', false) => $" of {(pile.Owner is null ? "the" : Genders.Possessive(pile.Owner))} {pile.Thing}",
            (_, true) => Names.Pick<string>(random, plain ? [""] : ["", "", operation == '-' ? " of them" : "", " " + Noun(count, pile.Thing)]),
            _ => " " + Noun(count, pile.Thing),
        };
        return Wording.Choose(random, pattern, omitOwner ? "" : subject, Numbers.Write(count, spelled), things, verb, other, target, pile.Place?.Split(' ')[^1] ?? "").TrimStart();
    }

    private string Comes(Pile pile, bool more, int count)
    {
        bool birds = pile.Thing == "birds";
        string verb = Verb(birds ? more ? "come" : "fly" : "get", count == 1 ? "it" : "they");
        string number = Numbers.Write(count, spelled);
        return Wording.Choose(
            random, more ? $"{{0}}[ more][ {{1}}] {{2}}{(birds ? "" : " on")}^" : $"{{0}}[ {{1}}] {{2}} {(birds ? "away" : "off")}^", number, Noun(count, pile.Thing), verb);
    }

    /// <summary>The owner by name or, where it can only be the owner, by pronoun.</summary>
    private (string Subject, string Object) Mentioned(string owner)
    {
        if (owner == "I")
        {
            return ("I", "me");
        }

        var pronoun = Genders.Of(owner);
        bool clear = _last?.Owner == owner && (_lastOther is null || Genders.Of(_lastOther) is { } other && other != pronoun);
        return pronoun is { } known && clear && (plain || random.Next(4) > 0) ? known : (owner, owner);
    }

    private string Verb(string verb, string subject)
    {
        (string third, string former) = Forms[verb];
        return past ? former : subject is "I" or "they" ? verb : third;
    }

    private string Counted(int count, string things) => $"{Numbers.Write(count, spelled)}^ {Noun(count, things)}";

    private static string Noun(int count, string things) => count == 1 ? Singular(things) : things;
}
