namespace DualPath.Training.Tasks;

/// <summary>"What is 347 + 589?" The level is the number of digits of the longer number. Every answer begins with "That makes".</summary>
internal sealed class SumTask : ITask
{
    private static readonly BinaryWording Questions = new(
        "{0}[ + | + |+]{1}",
        "{0} plus {1}",
        [
            "[Add|Sum|Sum up|Add up|Please add|Let's add|Just add] {0} and {1}[.|]",
            "[Add|Now add|Please add] {0} to {1}[.|]",
            "[Can|Could|Would|Will] you [add|sum up] {0} and {1}[| for me]?",
            "[What is|What's|Tell me|Find|Calculate|Give me|I need] the [sum|total] of {0} and {1}[?|]",
            "What [do|will|would] [you|I|we] get [if|when] [you|I|we] [add|put together|sum] {0} and {1}?",
            "What [do|will] [you|I|we] get [if|when] [you|I|we] add {0} to {1}?",
            "[What|How much] [do|would] {0} and {1} [make|give|come to|add up to][| together| in total]?",
            "[How much|What] [is|are] {0} and {1} [together|in total|altogether|added up|combined]?",
            "{0} and {1} [together|in total|added together|combined|added up][|?]",
            "[What number is|Which number is|What is] {1} more than {0}?",
            "[What is|What's|How much is] {0} [increased by|added to|with another|and another] {1}?",
            "{0} and {1} more[| is how much| makes what]?",
            "[The sum|Sum|Total|The total] of {0} and {1}[|?]",
        ]);

    public string Name => "sum";

    public string Domain => "arithmetic";

    public bool IsStateless => true;

    public int MaxLevel => 3;

    public IEnumerable<string> Wordings => [.. Questions.Wordings, "That makes"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false) =>
        Numbers.SeveralOfDigits(random, level, exactLevel, plain, digits => Ask(random, digits, plain));

    private Exchange Ask(Random random, int digits, bool plain)
    {
        int a = Numbers.Draw(random, digits);
        int b = Numbers.Draw(random, random.NextDouble() < 0.7 ? digits : random.Next(1, digits + 1));
        if (random.Next(2) == 0)
        {
            (a, b) = (b, a);
        }

        string question = Questions.Ask(random, a, b, plain);

        // The few one-digit sums are learned by heart, as people do; longer ones are kept apart by their numbers.
        string key = digits == 1 ? question.ToLowerInvariant() : $"{Math.Min(a, b)}+{Math.Max(a, b)}";
        return new Exchange(Name, digits, [new Segment(question)], $"That makes {a + b}.", key);
    }
}
