namespace DualPath.Training.Tasks;

/// <summary>One fact to ask about.</summary>
/// <param name="Values">What the patterns call {0}, {1} and so on.</param>
/// <param name="Answer">The whole answer.</param>
/// <param name="Bridges">What has to be found on the way to the answer, in the order in which it is found.</param>
internal sealed record Fact(IReadOnlyList<string> Values, string Answer, params IReadOnlyList<string> Bridges);

/// <summary>
/// A kind of question about facts. In its patterns <c>~</c> marks where the next bridge can be known: the network is asked for it there
/// in training.
/// </summary>
/// <param name="Level">How many facts have to be put together.</param>
/// <param name="Weight">How often it is asked, against the others of its level.</param>
/// <param name="Patterns">Wordings; the first is the plain one.</param>
/// <param name="Draw">Draws what to ask.</param>
internal sealed record FactForm(int Level, double Weight, IReadOnlyList<string> Patterns, Func<Random, Fact> Draw)
{
    /// <summary>Wordings for one more question of the same kind, short as people ask on: "And of Spain?"</summary>
    public IReadOnlyList<string> FollowUps { get; init; } = [];

    /// <summary>Words of answers that come from no table.</summary>
    public const string AnswerWords = "It is the. It is in. That makes days. Yes. No.";

    /// <summary>The ways to ask for what a noun phrase such as "the capital of {0}" names.</summary>
    public static IEnumerable<string> About(string nounPhrase) =>
    [
        $"What is {nounPhrase}?",
        $"[What is|What's|What is|Whats|Do you know|Can you tell me|Could you tell me|Do you happen to know|May I ask what is] {nounPhrase}?",
        $"[Tell me|Name|Give me|Say|I want to know|I need|I'd like to know|Tell me what is|Find|I am looking for] {nounPhrase}[.|]",
        $"[Do you know|Can you tell me|Could you tell me|Tell me|Do you have any idea|Any idea|I wonder|I want to know|Say] what {nounPhrase} is[?|.|]",
        $"{nounPhrase}[|?|?|, which is it?|, what is it?]",
    ];

    /// <summary>The ways to put a question whose word order stays the same when it is asked indirectly: "which country uses the yen".</summary>
    public static IEnumerable<string> Direct(string question) =>
    [
        $"{question}?",
        $"[|||So|And|Now|OK,|Quick question:] {question}[?|?|]",
        $"[Do you know|Can you tell me|Could you tell me|Tell me|I want to know|I wonder|Any idea|Say|Guess] {question}[?|]",
    ];

    /// <summary>The ways to put a yes/no question.</summary>
    public static IEnumerable<string> YesNo(string question) =>
        [$"{question}?", $"[||So|And|Tell me,|Quick question:|Hm,] {question}[?|?|]", $"{question}[, yes or no?|, right or wrong?| or not?]"];

    /// <summary>A wording of a fact, cut where its bridges are known.</summary>
    public static IReadOnlyList<Segment> Word(Random random, Fact fact, IReadOnlyList<string> patterns)
    {
        string[] parts = Wording.Sentence(random, patterns, fact.Values).Split('~');
        return
        [
            .. parts.Select((part, i) => new Segment(part, i < parts.Length - 1 && i < fact.Bridges.Count ? LastWord(fact.Bridges[i]) : null))
                .Where(part => part.Text.Length > 0),
        ];
    }

    /// <summary>A name with the possessive ending.</summary>
    public static string Possessive(string name) => name + (name[^1] == 's' ? "'" : "'s");

    /// <summary>The last word tells names apart better than the first: South Korea, New Zealand, the United Kingdom.</summary>
    public static string LastWord(string name) => name[(name.LastIndexOf(' ') + 1)..];
}
