namespace DualPath.Training.Tasks;

/// <summary>A number and what happens to it, one operation after the other: what chains of operations and stories have in common.</summary>
/// <param name="Start">The number at first.</param>
/// <param name="Steps">The operations: plus, minus, times (2 or 3) or divided by 2.</param>
internal sealed record RunningValue(int Start, IReadOnlyList<(char Operation, int Operand)> Steps)
{
    private const int Most = 99, MostOfRound = 999;

    /// <summary>The value after so many operations.</summary>
    public int After(int steps) => Steps.Take(steps).Aggregate(Start, Apply);

    public int Result => After(Steps.Count);

    /// <summary>The problem, whatever its wording.</summary>
    public string Key => $"{Start}{string.Concat(Steps.Select(step => $"{step.Operation}{step.Operand}"))}";

    /// <summary>Start and every value after it, as the network is asked for them.</summary>
    public IReadOnlyList<string[]> Partials => [.. Enumerable.Range(0, Steps.Count + 1).Select(steps => Marked.Digits(After(steps)))];

    /// <summary>Draws small numbers mostly, as people do; every operation changes the value.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="steps">The number of operations.</param>
    /// <param name="seldom">Operations of which one in eight is drawn, besides plus and minus.</param>
    /// <param name="least">The smallest value allowed.</param>
    /// <param name="start">The number at first, if it is not to be drawn.</param>
    public static RunningValue Draw(Random random, int steps, string seldom, int least = 0, int? start = null) => Draw(
        steps, least, Most, start ?? (random.Next(10) < 6 ? random.Next(Math.Max(1, least), 13) : random.Next(10, 50)), value => DrawStep(random, value, seldom));

    /// <summary>Round numbers up to 999 that are added and taken away: multiples of 5, 10, 20 or 25.</summary>
    public static RunningValue DrawRound(Random random, int steps)
    {
        int unit = Names.Pick<int>(random, [5, 5, 10, 10, 20, 25]);
        return Draw(steps, 0, MostOfRound, unit * random.Next(1, (random.Next(2) == 0 ? 100 : 500) / unit), value =>
            (random.Next(MostOfRound) > value ? '+' : '-', unit * random.Next(1, (random.Next(3) > 0 ? 100 : 300) / unit)));
    }

    private static RunningValue Draw(int steps, int least, int most, int start, Func<int, (char Operation, int Operand)> draw)
    {
        var chain = new List<(char, int)>();
        for (int value = start; chain.Count < steps;)
        {
            var step = draw(value);
            int next = Apply(value, step);
            if (next >= least && next <= most && next != value && (step.Operation != '/' || value % 2 == 0))
            {
                chain.Add(step);
                value = next;
            }
        }

        return new RunningValue(start, chain);
    }

    private static (char Operation, int Operand) DrawStep(Random random, int value, string seldom)
    {
        if (seldom.Length > 0 && random.Next(8) == 0)
        {
            char operation = seldom[random.Next(seldom.Length)];
            return (operation, operation == '*' && random.Next(4) == 0 ? 3 : 2);
        }

        int operand = random.Next(10) < 8 ? random.Next(1, 10) : random.Next(10, 30);
        return (random.Next(100) < (value > 50 ? 30 : 55) ? '+' : '-', operand);
    }

    private static int Apply(int value, (char Operation, int Operand) step) => step.Operation switch
    {
        '+' => value + step.Operand,
        '-' => value - step.Operand,
        '*' => value * step.Operand,
        _ => value / step.Operand,
    };
}
