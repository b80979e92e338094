namespace DualPath.Training.Tasks;

/// <summary>What the tasks about numbers share.</summary>
internal static class Numbers
{
    private const int SpelledOneIn = 8;

    /// <summary>The numbers people write as words, beginning with zero.</summary>
    public static IReadOnlyList<string> Words { get; } = "zero one two three four five six seven eight nine ten eleven twelve".Split(' ');

    /// <summary>The level of one question: exactly the one asked for, or, in a good half of the cases, at most that one.</summary>
    public static int Level(Random random, int level, bool exactLevel) =>
        exactLevel || random.NextDouble() < 0.55 ? level : random.Next(1, level + 1);

    /// <summary>A number of so many digits; of one digit, zero too.</summary>
    public static int Draw(Random random, int digits) =>
        digits == 1 ? random.Next(10) : random.Next((int)Math.Pow(10, digits - 1), (int)Math.Pow(10, digits));

    /// <summary>Whether the numbers of a question are written as words where they are small.</summary>
    public static bool DrawSpelled(Random random, bool plain) => !plain && random.Next(SpelledOneIn) == 0;

    public static string Write(int number, bool spelled = false) => spelled && number < Words.Count ? Words[number] : $"{number}";

    /// <summary>Several questions that have nothing to do with each other: more answers for the same number of tokens.</summary>
    public static IReadOnlyList<Exchange> Several(Random random, int level, bool exactLevel, bool plain, Func<int, Exchange> ask)
    {
        int count = exactLevel ? 1 : plain ? 2 : random.Next(10) switch { < 4 => 1, < 8 => 2, _ => 3 };
        return [.. Enumerable.Range(0, count).Select(_ => ask(Level(random, level, exactLevel)))];
    }
}
