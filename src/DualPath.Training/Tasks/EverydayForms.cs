using static DualPath.Training.Tasks.FactForm;

namespace DualPath.Training.Tasks;

/// <summary>Small tables of everyday life: young animals, opposites, colors, legs and sides, the days of the months, planets and seasons.</summary>
internal static class EverydayForms
{
    private static readonly ILookup<string, string?[]> Tables = FactData.Rows("everyday.tsv").ToLookup(row => row[0]!);
    private static readonly string[] Planets = [.. Tables["planet"].Select(row => row[1]!)];
    private static readonly string[] Seasons = [.. Tables["season"].Select(row => row[1]!)];
    private static readonly string[] Ordinals = "first second third fourth fifth sixth seventh eighth".Split(' ');
    private static readonly string[] FollowUp = ["and [of|for|] {0}[?|]", "[what|how] about {0}[?|]", "[now|OK, and] {0}[?|]"];

    /// <summary>Every word of the tables, spelled as it is shown.</summary>
    public static IEnumerable<string> Words => [.. Tables.SelectMany(table => table).SelectMany(row => row.Skip(1)).OfType<string>(), .. Ordinals];

    public static IReadOnlyList<FactForm> All { get; } =
    [
        Row(2, "baby", (thing, answer) => new([thing], $"It is {answer}."), [
            "what is a baby {0} called?", .. About("the [name of a|word for a|name for a] [baby|young] {0}"), "[what|how] do you call a [baby|young] {0}[?|]",
            "[how|what] is a [baby|young] {0} called[?|]", "a [baby|young] {0} is called what?", "[baby|young] {0}[?|]"]),
        Row(1, "baby", (thing, answer) => new([answer], $"It is {(thing[0] is 'a' or 'e' or 'o' ? "an" : "a")} {thing}."), [
            "what does {0} become?", "{0} [becomes|grows into|grows up to be] what?", "what [does|will] {0} [grow into|become|turn into]?", "{0} is a baby what?", "which animal does {0} grow up to be?"]),
        Row(3, "opposite", (thing, answer) => new([thing], $"It is {answer}."), [
            "what is the opposite of {0}?", .. About("the opposite [of|of|to] {0}"), "{0} is the opposite of what?", "opposite of {0}[?|]", "what is the contrary of {0}?",
            "what word means the opposite of {0}?", "[what|which word] is opposite to {0}[?|]"], FollowUp, bothWays: true),
        Row(2, "mix", (thing, answer) => new(thing.Split('+') is [var a, var b] ? [a, b] : [], $"It is {answer}."), [
            "what color do {0} and {1} make?", "[what|which] color do you get [when|if] you mix {0} [and|with] {1}[?|]", "mix {0} [and|with] {1}, [what|which] color is it?",
            "[which|what] color [do|does] {0} and {1} [make|give|make together]?", "{0} [plus|and|mixed with] {1} [gives|makes] [what color|which color]?", "what happens when you mix {0} and {1}?",
            "what is the mix of {0} and {1}?"], swap: true),
        Row(2, "color", (thing, answer) => new([thing], $"It is {answer}."), [
            "what color is {0}?", "[which|what] color [is|has] {0}[?|]", .. About("the color of {0}"), "{0} is [which|what] color?", "what is the [usual |]color of {0}?"]),
        Row(1.5, "legs", (thing, answer) => new([thing], $"That makes {answer}."), [
            "how many legs does {0} have?", "how many legs [does|has] {0} [have|got]?", "{0} has how many legs?", .. About("the number of legs of {0}"), "number of legs of {0}[?|]"], FollowUp),
        Row(1.5, "sides", (thing, answer) => new([thing], $"That makes {answer}."), [
            "how many sides does {0} have?", "how many [sides|corners] does {0} have?", "{0} has how many [sides|corners]?", .. About("the number of [sides|corners] of {0}")], FollowUp),
        Row(1.5, "days", (thing, answer) => new([thing], $"That makes {answer} days."), [
            "how many days does {0} have?", "how many days [are|are there] in {0}?", "{0} has how many days?", "how long is {0}, how many days?", .. About("the number of days in {0}")], FollowUp),
        Order(1, 1, Planets, 1, [
            "which planet comes after {0}?", .. Direct("[which|what] planet [comes after|is after|comes next after|follows] {0}"), .. About("the planet after {0}")]),
        Order(1, 1, Planets, -1, [
            "which planet comes before {0}?", .. Direct("[which|what] planet [comes before|is before|comes just before] {0}"), .. About("the planet before {0}")]),
        Order(1, 1, Seasons, 1, [
            "which season comes after {0}?", .. Direct("[which|what] season [comes after|is after|follows|comes next after] {0}"), .. About("the season after {0}"), "what comes after {0}?"]),
        Order(1, 1, Seasons, -1, [
            "which season comes before {0}?", .. Direct("[which|what] season [comes before|is before] {0}"), .. About("the season before {0}"), "what comes before {0}?"]),
        new(1, 1.5, [
            "which planet is the {0} from the sun?", .. Direct("[which|what] planet is the {0} from the sun"), .. About("the {0} planet [|from the sun|of the solar system]"),
            .. About("the {0} planet counted from the sun")], Place),
        Order(2, 1, Planets, 2, [
            "which planet comes after the planet after {0}~?", .. Direct("[which|what] planet [comes after|follows|is after] the [planet|one] after {0}~"),
            "start at {0}. go to the next planet~. [which|what] planet comes after that?"]),
        Order(2, 1, Planets, -2, [
            "which planet comes before the planet before {0}~?", .. Direct("[which|what] planet [comes before|is before] the [planet|one] before {0}~"),
            "start at {0}. go to the planet before it~. [which|what] planet comes before that?"]),
        Order(3, 1, Planets, 3, [
            "which planet comes after the planet after the planet after {0}~?~", .. Direct("[which|what] planet [comes after|follows] the [planet|one] after the [planet|one] after {0}~").Select(pattern => pattern + "~"),
            "start at {0}. go to the next planet~, and to the next~. [which|what] planet comes after that?"]),
    ];

    /// <summary>One row of a table.</summary>
    private static FactForm Row(double weight, string table, Func<string, string, Fact> fact, string[] patterns, string[]? followUps = null, bool bothWays = false, bool swap = false)
    {
        string?[][] rows = [.. Tables[table]];
        return new FactForm(1, weight, patterns, random =>
        {
            string?[] row = Names.Pick(random, rows);
            var drawn = bothWays && random.Next(2) == 0 ? fact(row[2]!, row[1]!) : fact(row[1]!, row[2]!);
            return swap && random.Next(2) == 0 ? drawn with { Values = [.. drawn.Values.Reverse()] } : drawn;
        })
        { FollowUps = followUps ?? [] };
    }

    /// <summary>The thing some places on; seasons go round.</summary>
    private static FactForm Order(int level, double weight, string[] order, int steps, string[] patterns) => new(level, weight, patterns, random =>
    {
        bool round = order == Seasons;
        int start = Names.Pick(random, [.. Enumerable.Range(0, order.Length).Where(i => round || (i + steps >= 0 && i + steps < order.Length))]);
        string At(int step) => order[(start + step + order.Length) % order.Length];
        return new Fact([At(0)], $"It is {At(steps)}.", [.. Enumerable.Range(1, Math.Abs(steps) - 1).Select(step => At(step * Math.Sign(steps)))]);
    });

    private static Fact Place(Random random)
    {
        int place = random.Next(Planets.Length);
        return new Fact([Ordinals[place]], $"It is {Planets[place]}.");
    }
}
