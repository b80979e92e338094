namespace DualPath.Training.Tasks;

/// <summary>"What is 7 times 8?" Level 1 is the table everybody knows by heart, with doubles and halves; level 2 takes a number of two digits.</summary>
internal sealed class ProductTask : ITask
{
    private static readonly BinaryWording Products = new(
        "{0}[ * | * |*| x ]{1}",
        "{0} [times|times|multiplied by] {1}",
        [
            "[Multiply|Please multiply|Now multiply|Let's multiply] {0} [by|by|with|and] {1}[.|]",
            "[Can|Could|Would|Will] you multiply {0} [by|with|and] {1}[| for me]?",
            "[What is|What's|Tell me|Find|Calculate|Give me|I need] the product of {0} and {1}[?|]",
            "What [do|will|would] [you|I|we] get [if|when] [you|I|we] multiply {0} [by|with|and] {1}?",
            "[The product|Product] of {0} and {1}[|?]",
            "[If|When] I multiply {0} by {1}, what do I get?",
            "{0} [boxes|bags|rows|groups] [of|with] {1} [each|in each]: how many [in all|in total|altogether]?",
            "How many are {0} [rows|groups|bags] of {1}?",
        ]);

    private static readonly string[] Doubles =
    [
        "[What is|What's|How much is|And what is|Tell me] [double|twice|two times|2 times|the double of|double of|twice as much as] {0}[?|]",
        "[Double|Please double|Now double] {0}[.|]", "[Double|Twice|Two times] {0}?",
        "[What do you get|What do I get] [when|if] [you|I] double {0}?", "[Can|Could] you double {0}[| for me]?", "{0} doubled[|?| is how much?]",
    ];

    private static readonly string[] Halves =
    [
        "[What is|What's|How much is|And what is|Tell me] [half of|half of|the half of|one half of|half] {0}[?|]",
        "[Halve|Please halve|Now halve|Take half of] {0}[.|]", "[Half of|Half] {0}?",
        "[What do you get|What do I get] [when|if] [you|I] [halve|take half of] {0}?", "[Can|Could] you halve {0}[| for me]?",
        "{0} halved[|?| is how much?]",
    ];

    public string Name => "product";

    public string Domain => "arithmetic";

    public bool IsStateless => true;

    public int MaxLevel => 2;

    public IEnumerable<string> Wordings => [.. Products.Wordings, .. Doubles, .. Halves, "That makes"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false) =>
        Numbers.Several(random, level, exactLevel, plain, each => (plain ? 0 : random.Next(6)) switch
        {
            4 => Single(random, each, Doubles, half: false),
            5 => Single(random, each, Halves, half: true),
            _ => Product(random, each, plain),
        });

    private Exchange Product(Random random, int level, bool plain)
    {
        int a = level == 1 ? random.Next(random.Next(8) == 0 ? 0 : 2, 11) : random.Next(11, 100);
        int b = random.Next(level == 1 && random.Next(8) == 0 ? 0 : 2, 10);
        (a, b) = random.Next(2) == 0 ? (a, b) : (b, a);
        return Answered(level, Products.Ask(random, a, b, plain), a * b, $"{Math.Min(a, b)}*{Math.Max(a, b)}");
    }

    private Exchange Single(Random random, int level, string[] forms, bool half)
    {
        int part = level == 1 ? random.Next(1, 13) : random.Next(13, 100);
        string question = Wording.Choose(random, forms, Numbers.Write(half ? 2 * part : part, Numbers.DrawSpelled(random, plain: false)));
        return half ? Answered(level, question, part, $"{2 * part}/2") : Answered(level, question, 2 * part, $"2*{part}");
    }

    private Exchange Answered(int level, string question, int result, string problem) =>
        new(Name, level, [new Segment(question)], $"That makes {result}.", level == 1 ? question.ToLowerInvariant() : problem);
}
