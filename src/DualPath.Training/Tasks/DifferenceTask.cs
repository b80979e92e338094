namespace DualPath.Training.Tasks;

/// <summary>"Take 58 from 91." The level is the number of digits of the larger number; the result is never negative.</summary>
internal sealed class DifferenceTask : ITask
{
    private static readonly BinaryWording Questions = new(
        "{0}[ - | - |-]{1}",
        "{0} [minus|minus|minus|take away|less] {1}",
        [
            "[Take|Subtract|Take away|Deduct|Now take|Please subtract] {1} from {0}[.|]",
            "[Can|Could|Would|Will] you [subtract|take|take away] {1} from {0}[| for me]?",
            "[What is|What's|Tell me|Find|Calculate|Give me|I need] the difference [between|of] [{0} and {1}|{1} and {0}][?|]",
            "[The difference|Difference] between [{0} and {1}|{1} and {0}][|?]",
            "What [do|will|would] [you|I|we] get [if|when] [you|I|we] [take|subtract|take away] {1} from {0}?",
            "[What is|What's|How much is] left [of|from] {0} [if|when] [I|you|we] [take away|subtract|remove|use|spend] {1}?",
            "[What remains|What is left|How much is left|How much remains] [if|when] [I|you|we] take {1} [away from|from|off] {0}?",
            "[If|When] I take {1} [from|away from] {0}, [what is left|what do I get|how much is left|what remains]?",
            "How much [more|larger|bigger] is {0} than {1}?",
            "How much [less|smaller] is {1} than {0}?",
            "[What number is|Which number is|What is] {1} less than {0}?",
            "How much [must|do|should] I add to {1} to [get|reach|make] {0}?",
            "[What is|How much is] missing from {1} to [{0}|get {0}]?",
            "[Reduce|Decrease|Lower] {0} by {1}[.|]",
            "[What is|How much is] {0} [reduced by|decreased by] {1}?",
            "{0} and [then |]{1} [away|off|less][, how much is left|: what is left]?",
            "I [have|had] {0} and [spend|lose|give away] {1}. [How much is left|What is left|What remains|How much do I have]?",
        ]);

    public string Name => "difference";

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
        (a, b) = (Math.Max(a, b), Math.Min(a, b));
        string question = Questions.Ask(random, a, b, plain);

        // As with sums, the few of one digit are learned by heart.
        string key = digits == 1 ? question.ToLowerInvariant() : $"{a}-{b}";
        return new Exchange(Name, digits, [new Segment(question)], $"That makes {a - b}.", key);
    }
}
