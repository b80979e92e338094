using DualPath.Engine.Tokenization;

namespace DualPath.Training.Tasks;

/// <summary>
/// What the model cannot know: it says so instead of guessing. Three answers: one for what nothing here can answer, one for questions about
/// people and things that nobody told it about, and <c>I see.</c> for statements that tell no relation or place: those are noted by the
/// tasks they belong to.
/// </summary>
internal sealed class RefusalTask : ITask
{
    /// <summary>The answer to what is outside the domains.</summary>
    public const string Unknown = "I do not know that. Say help to see what I can do.";
    private const string Heard = "I see.";

    // {0} is a thing, {1} another.
    private static readonly string[] Statements =
    [
        "I bought a {0} yesterday", "[yesterday |today |last week |last year |]I [bought|saw|found|sold|lost|made|wanted|tried] [a|my|the|some|a new|an old] {0}[| yesterday| today| last week| again][|.|!]",
        "I [love|like|hate|want|need|prefer|enjoy|miss] [a |my |the |]{0}[| very much| a lot| more than {1}][|.]", "my {0} is [broken|new|old|ill|too small|too slow|very nice|blue|late|boring][|.]", "the {0} [was|is] [good|bad|boring|too expensive|very nice|wonderful|cold|terrible|not bad|too long][|.]",
        "[it|the weather] is [cold|hot|nice|warm|bad|raining|sunny|late|dark] [today|here|outside|now][|.]", "it [rained|snowed|was cold] [yesterday|all day|last night][|.]", "I [am|was] [at home|at work|in bed|on a train|a student|a teacher|a doctor|from here|learning English|writing a {0}|reading a {0}][|.]",
        "I [work|live|study] [at home|in an office|in a small town|alone|with my family|a lot][|.]", "I [went|go|will go|am going] to [school|work|the {0}|a restaurant|the sea] [yesterday|tomorrow|today|every day][|.]", "we [had|ate|cooked|drank] [{0}|a {0}|{0} and {1}] [for dinner|yesterday|together|last night][|.]",
        "I [think|believe|hope|heard|know] [that |]{0} is [good|bad|important|expensive|easy|hard|fun][|.]", "[some|many|most] people [like|love|hate|have|need] {0}[|.]", "my [cat|dog|car|phone|computer] [is ill|is old|does not work|sleeps|eats {0}|broke][|.]", "tomorrow [is my birthday|I have an exam|I will sleep|we go home|will be a long day][|.]",
        "I have [two dogs|no time|an idea|a new job|an exam|many friends|to work|to buy {0}|a plan][|.]", "[life|love|work|school|{0}] is [hard|good|strange|beautiful|not easy|fun][|.]", "I [forgot|remember|found|do not like] [the|my|your|this] {0}[|.]",
    ];

    // {0} and {3} are people, {1} relations, {2} a thing. The first five ask for relations alone.
    private static readonly string[] Untold =
    [
        "who is {0}'s {1}?", "[|||so |and |hi, |now ][who is|who's|who was|do you know who is|tell me who is] {0}'s {1}[?|?|]", "[tell me|do you know|can you tell me|I want to know|say] who {0}'s {1} is[?|.|]",
        "[name|find|tell me] {0}'s {1}[.|]", "{0}'s {1}[?| is who?]", "who is the {1} of {0}[?|]", "what is the name of {0}'s {1}[?|]", "is {0} {3}'s {1}[?|]", "is {0} the {1} of {3}[?|]", "whose {1} is {0}[?|]", "{0} is whose {1}[?|]",
        "does {0} have a {1}[?|]", "who has {0} as {1}[?|]", "what does {0} have[| now][?|]", "who has the {2}[| now][?|]", "where is the {2}[| now][?|]", "where is {0} now[?|]", "[which|what] {2} does {0} have[?|]",
        "what did {0} [give|tell][| to] {3}[?|]", "who did {0} give the {2} to[?|]", "where did {0} [go|put the {2}][?|]", "what is in the {2}[?|]", "which way does {0} face[?|]", "[where|in which room] is {0}'s {2}[?|]",
        "who lives with {0}[?|]", "is {0} [taller|older|faster] than {3}[?|]", "who is [taller|older|faster], {0} or {3}[?|]", "how many [apples|coins|books|friends|children|brothers] does {0} have[?|]",
        "what is {0}'s [job|age|address|phone number|favorite color|birthday|last name][?|]", "what color is {0}'s {2}[?|]", "when is {0}'s birthday[?|]", "do {0} and {3} [swap|live together|know each other][?|]",
        "who is my {1}[?|]", "what is my {1}'s name[?|]", "where is my {2}[?|]", "what did I [say|tell you] about {0}[?|]", "who told you about {0}[?|]",
        "[how old am I|where do I live|what do I have|what do I like|where was I born|what is my job|when is my birthday|what is my favorite color|how tall am I|where do I work|what is my last name][?|]",
    ];

    // The same of a name that is clearly one: a made-up word is as likely a thing here.
    private static readonly string[] UntoldOfKnown =
    [
        "where is {0}[?|]", "where does {0} [live|work|come from][?|]", "how old is {0}[?|]", "how tall is {0}[?|]", "[tell me|what do you know|do you know anything] about {0}[?|.|]", "[do you know|have you met] {0}[?|]",
        "who is {0}[?|]", "[does|did] {0} [love|know|like|see|meet] {3}[?|]",
    ];

    private static readonly string[] Objects = "key cup ball book coin ring hat box bag map pen lamp".Split(' ');

    // No vowels: letters at random would be words at times.
    private static readonly char[] Consonants = [.. "bcdfghjklmnpqrstvwxz"];

    private static readonly string[] Countries = [.. Country.All.Select(country => country.Name)];
    private static readonly string[] Capitals = [.. Country.All.Select(country => country.Capital).OfType<string>()];
    private static readonly string[] Elements = [.. ElementForms.ElementNames];

    // The tables have no single answer for these, so there is none.
    private static readonly string[] WithoutAnswer =
    [
        .. Country.All.Where(country => country.Capital is null).Select(country => $"[what is|what's|tell me|do you know|] the capital of {country.Name}[?|?|]"),
        .. Country.All.Where(country => country.Continent is null).Select(country => $"[on which|on what|in which] continent is {country.Name}[?|?|]"),
        .. Country.All.Where(country => country.Currency is null).Select(country => $"[what is|what's|tell me|do you know|] the currency of {country.Name}[?|?|]"),
        "[what is|what's|tell me|do you know|] the [capital|currency|president|language|king] of [Africa|Asia|Europe|South America|the world|the moon|Mars|Paris|London|Rome|Texas|California|Scotland|Bavaria|Siberia][?|?|]",
    ];

    public string Name => "refusal";

    public string Domain => "refusal";

    public int MaxLevel => 1;

    /// <summary>
    /// What stands in one pattern only is left out: most words of such questions are unknown to the model, and it is to refuse those too.
    /// </summary>
    public IEnumerable<string> Wordings =>
    [
        .. ((IEnumerable<string>)[
            .. RefusalWordings.AboutThings, .. RefusalWordings.AboutPlaces, .. RefusalWordings.AboutInvented, .. RefusalWordings.Fixed, .. RefusalNumbers.Wordings,
            .. Statements, .. Untold, .. UntoldOfKnown, .. WithoutAnswer, .. RefusalWordings.Things])
            .SelectMany(Vocabulary.WordsOf).GroupBy(word => word.ToLowerInvariant()).Where(uses => uses.Count() > 1).Select(uses => uses.Key),
        .. RefusalWordings.Things, .. Objects, .. Countries, .. Capitals, .. Elements, .. RelationWorld.Relations, Unknown, Heard, Telling.Untold,
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        int count = exactLevel ? 1 : random.Next(1, 4);
        return [.. Enumerable.Range(0, count).Select(_ => One(random, plain))];
    }

    private Exchange One(Random random, bool plain)
    {
        (string question, string answer) = random.Next(20) switch
        {
            < 5 => (AboutStrangers(random, plain), Telling.Untold),
            5 => (Word(random, Statements, plain, Thing(random, known: 0.9), Thing(random, known: 0.9)), Heard),
            6 => (Word(random, Statements, plain, Thing(random, known: 0.5), Thing(random, known: 0.9)), Heard),
            < 11 => (Word(random, RefusalWordings.AboutThings, plain, Thing(random), Thing(random), Place(random)), Unknown),
            < 13 => (Word(random, RefusalWordings.AboutPlaces, plain, string.Empty, string.Empty, Place(random), Place(random)), Unknown),
            < 15 => (Word(random, RefusalWordings.AboutInvented, plain, Invented(random), Invented(random), Invented(random), Invented(random), Invented(random)), Unknown),
            < 17 => (Word(random, RefusalWordings.Fixed, plain), Unknown),
            17 => (RefusalNumbers.Ask(random, plain), Unknown),
            18 => (plain ? RefusalNumbers.Ask(random, plain) : Strange(random), Unknown),
            _ => (Word(random, WithoutAnswer, plain: false), Unknown),
        };
        return new Exchange(Name, 1, [new Segment(question)], answer, question.ToLowerInvariant());
    }

    private static string Word(Random random, string[] patterns, bool plain, params string[] values) =>
        Wording.Sentence(random, plain ? patterns[..1] : patterns, values);

    /// <summary>About people and things that were never told of; half of the time about relations, through as many of them as in the chains.</summary>
    private static string AboutStrangers(Random random, bool plain)
    {
        bool relation = plain || random.Next(2) == 0;
        bool known = !relation && random.Next(5) == 0;
        string[] names = Names.Draw(random, 2, plain || known);
        string relations = string.Join("'s ", Enumerable.Range(0, plain ? 1 : random.Next(1, 5)).Select(_ => Names.Pick(random, RelationWorld.Relations)));
        return Word(random, relation ? Untold[..5] : known ? UntoldOfKnown : Untold, plain, names[0], relations, Names.Pick(random, Objects), names[1]);
    }

    private static string Thing(Random random, double known = 0.6) => random.NextDouble() < known ? Names.Pick(random, RefusalWordings.Things)
        : string.Join(' ', Enumerable.Range(0, random.Next(8) == 0 ? 2 : 1).Select(_ => Names.Invent(random).ToLowerInvariant()));

    private static string Place(Random random) => random.Next(10) switch
    {
        < 2 => Names.Invent(random),
        < 6 => Names.Pick(random, Countries),
        < 9 => Names.Pick(random, Capitals),
        _ => Names.Pick(random, Elements),
    };

    private static string Invented(Random random) => random.Next(4) == 0 ? Names.Invent(random).ToLowerInvariant() : Names.Invent(random);

    /// <summary>Other languages, made-up words, letters at random.</summary>
    private static string Strange(Random random) => random.Next(4) switch
    {
        0 or 1 => Names.Pick(random, RefusalWordings.Foreign),
        2 => string.Join(' ', Enumerable.Range(0, random.Next(1, 7)).Select(_ => Names.Invent(random).ToLowerInvariant())) + Names.Pick(random, ["", "", ".", "?", "!"]),
        _ => string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => new string([.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => Names.Pick(random, Consonants))]))),
    };
}
