namespace DualPath.Training.Tasks;

/// <summary>"How many minutes are in 3 hours?" Small whole numbers, both ways; learned by heart, like the table. The answer spells its unit as the question does.</summary>
internal sealed class ConvertTask : ITask
{
    private static readonly Unit[] Units =
    [
        new("second", "minute", 60, ["seconds", "sec", "s"], ["minutes", "min"]), new("minute", "hour", 60, ["minutes", "minutes", "min"], ["hours", "hours", "h"]), new("hour", "day", 24, ["hours", "h"], ["days"]),
        new("day", "week", 7, ["days"], ["weeks"]), new("month", "year", 12, ["months"], ["years"]), new("centimeter", "meter", 100, ["centimeters", "centimetres", "cm"], ["meters", "metres", "m"]),
        new("meter", "kilometer", 1000, ["meters", "metres", "m"], ["kilometers", "kilometres", "km"]), new("millimeter", "centimeter", 10, ["millimeters", "millimetres", "mm"], ["centimeters", "centimetres", "cm"]), new("milliliter", "liter", 1000, ["milliliters", "millilitres", "ml"], ["liters", "litres", "l"]),
        new("gram", "kilogram", 1000, ["grams", "g"], ["kilograms", "kilos", "kg"]),
        new("cent", "euro", 100, ["cents"], ["euros"]), new("cent", "dollar", 100, ["cents"], ["dollars"]), new("egg", "dozen", 12, ["eggs"], ["dozen"]),
    ];

    // {0} is "3 hours", {1} is "minutes".
    private static readonly string[] Forms =
    [
        "How many {1} are in {0}?", "How many {1} [are|are in|are there in|make|make up|do I get for|do you have in|is] {0}?", "{0} in {1}[|?]", "{0} to {1}[|?]", "[Convert|Change|Turn|Please convert|Can you convert] {0} [to|into] {1}[.|]",
        "[What is|What's|How much is|How much are|And] {0} in {1}?", "{0} [is|are|=|makes|make] how many {1}?", "[Express|Give|Write|Say] {0} in {1}[.|]", "[Tell me|Do you know|Can you tell me] how many {1} [are in|there are in|are] {0}[.|?]",
        "I have {0}. How many {1} is that?", "[And how|So how|How] many {1} [is|are] {0}?",
    ];

    public string Name => "convert";

    public string Domain => "arithmetic";

    public bool IsStateless => true;

    public int MaxLevel => 1;

    public IEnumerable<string> Wordings =>
        [.. Forms, .. Units.SelectMany(unit => unit.SmallNames.Concat(unit.BigNames).Concat(unit.SmallNames.Select(Single)).Concat(unit.BigNames.Select(Single))), .. Numbers.Words, "How many are in a an half That makes"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false) =>
        Numbers.Several(random, level, exactLevel, plain, _ => Ask(random, plain));

    private Exchange Ask(Random random, bool plain)
    {
        var unit = Names.Pick(random, Units);
        int count = random.Next(1, unit.Factor == 1000 ? 10 : 13);
        string small = plain ? unit.SmallNames[0] : Names.Pick(random, unit.SmallNames);
        string big = plain ? unit.BigNames[0] : Names.Pick(random, unit.BigNames);
        bool half = !plain && unit.Factor % 2 == 0 && random.Next(10) == 0;
        bool up = !half && random.Next(3) == 0;
        (string given, string asked, string answer) = up
            ? (Amount(random, count * unit.Factor, small, plain), big, Result(count, unit.Big))
            : (half ? "half a" + (unit.Big[0] == 'h' ? "n " : " ") + unit.Big : Amount(random, count, big, plain), small, Result(half ? unit.Factor / 2 : count * unit.Factor, unit.Small));
        answer = asked.Contains("tre", StringComparison.Ordinal) ? answer.Replace("meter", "metre", StringComparison.Ordinal).Replace("liter", "litre", StringComparison.Ordinal) : answer;
        string question = Wording.Choose(random, plain ? [Forms[0]] : Forms, given, asked);
        question = char.ToUpperInvariant(question[0]) + question[1..];
        return new Exchange(Name, 1, [new Segment(question)], $"That makes {answer}.", question.ToLowerInvariant());
    }

    private static string Amount(Random random, int count, string name, bool plain)
    {
        string written = Numbers.Write(count, Numbers.DrawSpelled(random, plain));
        return count != 1 ? $"{written} {name}"
            : !plain && name.Length > 3 && random.Next(2) == 0 ? $"{(name[0] == 'h' ? "an" : "a")} {Single(name)}"
            : $"{written} {Single(name)}";
    }

    private static string Single(string name) => name.Length > 3 && name[^1] == 's' ? name[..^1] : name;

    private static string Result(int count, string unit) => $"{count} {unit}{(count == 1 || unit == "dozen" ? "" : "s")}";

    /// <summary>Two units; the first of the names is the one answers use.</summary>
    private sealed record Unit(string Small, string Big, int Factor, string[] SmallNames, string[] BigNames);
}
