namespace DualPath.Training.Tasks;

/// <summary>The weekdays and months, and how people say that so many days lie between two of them.</summary>
internal static class Calendar
{
    public static IReadOnlyList<string> Weekdays { get; } = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".Split(' ');

    public static IReadOnlyList<string> Months { get; } =
        "January February March April May June July August September October November December".Split(' ');

    /// <summary>Every word of <see cref="Span"/>.</summary>
    public static string Wordings => "a 1 one day days week weeks month months";

    /// <summary>The day or month so many further on, or back where the number is negative.</summary>
    public static string Move(IReadOnlyList<string> names, string from, int by)
    {
        int at = names.Select((name, i) => (name, i)).First(entry => entry.name == from).i;
        return names[(((at + by) % names.Count) + names.Count) % names.Count];
    }

    /// <summary>"5 days", "one day", "a week".</summary>
    public static string Span(Random random, int count, string unit, bool plain)
    {
        string number = Numbers.Write(count, Numbers.DrawSpelled(random, plain));
        return unit == "day" && count % 7 == 0 && !plain && random.Next(3) > 0
            ? count == 7 ? "a week" : $"{count / 7} weeks"
            : count == 1 ? $"{(random.Next(3) == 0 && !plain ? "a" : number)} {unit}" : $"{number} {unit}s";
    }
}
