namespace DualPath.Training.Tasks;

/// <summary>"What is 347 + 589?" The level is the number of digits of the longer number. Every answer begins with "That makes".</summary>
internal sealed class SumTask : ITask
{
    private static readonly string[] Questions =
    [
        "What is {0} + {1}?", "What is {0} plus {1}?", "{0} + {1}", "{0} + {1} = ?", "{0} plus {1}?", "How much is {0} + {1}?", "How much is {0} plus {1}?",
        "Add {0} and {1}.", "Can you add {0} and {1}?", "What's {0} + {1}?", "Please add {0} and {1}.", "Add {0} to {1}.", "And {0} + {1}?",
        "What is the sum of {0} and {1}?", "What do you get when you add {0} and {1}?", "Tell me what {0} + {1} is.", "Calculate {0} + {1}.",
    ];

    public string Name => "sum";

    public string Domain => "arithmetic";

    public bool IsStateless => true;

    public int MaxLevel => 3;

    public IEnumerable<string> Wordings => [.. Questions, "That makes"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        int digits = exactLevel || random.NextDouble() < 0.55 ? level : random.Next(1, level + 1);
        int a = Draw(random, digits);
        int b = Draw(random, random.NextDouble() < 0.7 ? digits : random.Next(1, digits + 1));
        if (random.Next(2) == 0)
        {
            (a, b) = (b, a);
        }

        string form = Names.Pick(random, Questions);
        string question = form.Replace("{0}", $"{a}", StringComparison.Ordinal).Replace("{1}", $"{b}", StringComparison.Ordinal);

        // The few one-digit sums are learned by heart, as people do; longer ones are kept apart by their numbers.
        string? key = digits == 1 ? null : $"{Math.Min(a, b)}+{Math.Max(a, b)}";
        return [new Exchange(Name, digits, [new Segment(question)], $"That makes {a + b}.", key)];
    }

    private static int Draw(Random random, int digits) => digits == 1 ? random.Next(0, 10) : random.Next((int)Math.Pow(10, digits - 1), (int)Math.Pow(10, digits));
}
