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

    /// <summary>The digits of the longer number of a sum or difference: exactly as many as asked for, or else at most; mostly two or three, few of one, which there are few of.</summary>
    public static int Digits(Random random, int level, bool exactLevel) => exactLevel ? level : Math.Min(level, random.Next(8) switch { 0 => 1, < 4 => 2, _ => 3 });

    /// <summary>A number of so many digits; of one digit, zero too.</summary>
    public static int Draw(Random random, int digits) =>
        digits == 1 ? random.Next(10) : random.Next((int)Math.Pow(10, digits - 1), (int)Math.Pow(10, digits));

    /// <summary>Whether the numbers of a question are written as words where they are small.</summary>
    public static bool DrawSpelled(Random random, bool plain) => !plain && random.Next(SpelledOneIn) == 0;

    public static string Write(int number, bool spelled = false) => spelled && number < Words.Count ? Words[number] : $"{number}";

    /// <summary>Several sums or differences.</summary>
    public static IReadOnlyList<Exchange> SeveralOfDigits(Random random, int level, bool exactLevel, bool plain, Func<int, Exchange> ask) =>
        Several(random, exactLevel, plain, () => ask(Digits(random, level, exactLevel)));

    /// <summary>Several questions that have nothing to do with each other: more answers for the same number of tokens.</summary>
    public static IReadOnlyList<Exchange> Several(Random random, int level, bool exactLevel, bool plain, Func<int, Exchange> ask)
    {
        return Several(random, exactLevel, plain, () => ask(Level(random, level, exactLevel)));
    }

    private static IReadOnlyList<Exchange> Several(Random random, bool exactLevel, bool plain, Func<Exchange> ask)
    {
        int count = exactLevel ? 1 : plain ? 2 : random.Next(10) switch { < 4 => 1, < 8 => 2, _ => 3 };
        return [.. Enumerable.Range(0, count).Select(_ => ask())];
    }
}
