namespace DualPath.Training.Tasks;

/// <summary>
/// "Which is larger, 57 or 75?" Level 1 compares two numbers, level 2 finds the first or last of three. Noted at the second number, where the answer does not write one, is how the first
/// compares with it.
/// </summary>
internal sealed class CompareTask : ITask
{
    // The numbers never stand side by side without a word or comma between them: their digits would read as one number.
    private static readonly string[] More =
    [
        "[Which|What|Which number|Which one] is [larger|bigger|greater|higher|more], {0} or {1}?", "[Which is|What's] the [larger|bigger|greater|higher] [number|one|of the two][,|:] {0} or {1}?",
        "[Which|What] is [larger|bigger|greater|more]: {0} or {1}?", "[Name|Tell me|Give me|Find|Say] the [larger|bigger|greater] [number|one|of the two][:|,] {0} [or|and] {1}[.|]",
        "Is {0} or {1} [larger|bigger|greater|more|higher]?", "{0} or {1}, which [is|one is|number is] [larger|bigger|greater|more]?", "[Bigger|Larger|More|Higher]: {0} or {1}[|?]",
        "[What|Which] is the [maximum|larger|greater] of {0} and {1}?", "[Tell me|Do you know|Can you tell me] [which is|which one is|what is] [larger|bigger|more], {0} or {1}[?|]",
    ];

    private static readonly string[] Less =
    [
        "[Which|What|Which number|Which one] is [smaller|less|lower], {0} or {1}?", "[Which is|What's] the [smaller|lower] [number|one|of the two][,|:] {0} or {1}?",
        "[Which|What] is [smaller|less|lower]: {0} or {1}?", "[Name|Tell me|Give me|Find|Say] the [smaller|lower] [number|one|of the two][:|,] {0} [or|and] {1}[.|]",
        "Is {0} or {1} [smaller|less|lower]?", "{0} or {1}, which [is|one is|number is] [smaller|less]?", "[Smaller|Less|Lower]: {0} or {1}[|?]",
        "[What|Which] is the [minimum|smaller|lower] of {0} and {1}?", "[Tell me|Do you know|Can you tell me] [which is|which one is|what is] [smaller|less], {0} or {1}[?|]",
    ];

    private static readonly string[] IsMore =
        ["Is {0} [more|larger|greater|bigger|higher] than {1}?", "[Tell me|Say|Check] [if|whether] {0} is [more|larger|greater|bigger] than {1}[.|]", "{0} is [more|larger|bigger] than {1}[, right|, true or false|]?", "[Is |]{0} > {1}?"];

    private static readonly string[] IsLess =
        ["Is {0} [less|smaller|lower] than {1}?", "[Tell me|Say|Check] [if|whether] {0} is [less|smaller] than {1}[.|]", "{0} is [less|smaller] than {1}[, right|, true or false|]?", "[Is |]{0} < {1}?"];

    private static readonly string[] Same =
        ["Are {0} and {1} [equal|the same|the same number]?", "Is {0} [equal to|the same as] {1}?", "Does {0} equal {1}?"];

    private static readonly string[] Most =
    [
        "[Which|What|Which number|Which one] is [the |]{4}[| number| one][,|:] {0}, {1} or {2}?", "[Find|Name|Tell me|Give me|Say] the {4} [of|number of|among] {0}, {1} and {2}[.|]",
        "[What|Which] is the {4} [of|among] {0}, {1} and {2}?", "[What|Which] is the {4} [number|one] [of|in|among] {0}, {1}, {2}?", "{0}, {1}, {2}: [which is|which one is|what is] the {4}[| one| number]?",
        "[The |]{4} [of|number of] {0}, {1} and {2}[|?]",
    ];

    // {4} is "older" or "younger".
    private static readonly string[] Ages =
        ["{2} is {0} and {3} is {1}. Who is {4}?", "{2} is {0} years old, {3} is {1}. [Who is|Which of them is|Tell me who is] [the |]{4}[| one]?"];

    // {4} is "more" or "fewer".
    private static readonly string[] Counts =
    [
        "{2} [has|got] {0} [points|coins|apples|books] and {3} [has|got] {1}. [Who|Which of them] has {4}?",
        "{2} has {0} [points|cards|stamps]. {3} has {1}. [Who|Which of them] has {4}[| of them]?",
    ];

    public string Name => "compare";

    public string Domain => "arithmetic";

    public bool IsStateless => true;

    public int MaxLevel => 2;

    public IEnumerable<string> Wordings =>
        [.. More, .. Less, .. IsMore, .. IsLess, .. Same, .. Most, .. Ages, .. Counts, .. Numbers.Words, "It is. Yes. No. largest biggest greatest highest smallest lowest younger older fewer"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false) =>
        Numbers.Several(random, level, exactLevel, plain, each => each == 2 ? OfThree(random, plain) : OfTwo(random, plain));

    private Exchange OfTwo(Random random, bool plain)
    {
        int digits = random.Next(1, 4);
        int a = Numbers.Draw(random, digits);
        int b = Near(random, a, digits);
        bool more = random.Next(2) == 0;
        int kind = random.Next(plain ? 6 : 10);
        if (kind == 9)
        {
            return AboutPeople(random, a, b, more);
        }

        int other = kind == 8 && random.Next(2) == 0 ? a : b;
        string[] values = Write(random, plain, a, other);
        string first = $"{(more ? Math.Max(a, b) : Math.Min(a, b))}";
        (string question, string answer, string asked) = kind switch
        {
            < 4 => (plain ? Ask(random, [more ? "Which is [larger|more], {0} or {1}?" : "Which is [smaller|less], {0} or {1}?"], values) : Ask(random, more ? More : Less, values), $"It is {first}.", more ? "max" : "min"),
            < 8 => (plain ? Ask(random, [more ? "Is {0} more than {1}?" : "Is {0} less than {1}?"], values) : Ask(random, more ? IsMore : IsLess, values), (more ? a > b : a < b) ? "Yes." : "No.", more ? ">" : "<"),
            _ => (Ask(random, Same, values), a == other ? "Yes." : "No.", $"={other}"),
        };
        return new Exchange(Name, 1, kind < 4 ? [new Segment(question)] : Noted(question, values[1], a.CompareTo(other)), answer, Key(digits, question, $"{a},{b}|{asked}"));
    }

    /// <summary>The question, with a note where the second number ends.</summary>
    private static Segment[] Noted(string question, string second, int comparison)
    {
        int end = question.LastIndexOf(second, StringComparison.OrdinalIgnoreCase) + second.Length;
        var noted = new Segment(question[..end], comparison switch { > 0 => "more", < 0 => "less", _ => "equal" });
        return end < question.Length ? [noted, new Segment(question[end..])] : [noted];
    }

    private Exchange AboutPeople(Random random, int a, int b, bool more)
    {
        string[] names = Names.Draw(random, 2, plain: false);
        string question = a < 100 && b < 100 && random.Next(2) == 0
            ? Ask(random, Ages, $"{a}", $"{b}", names[0], names[1], more ? "older" : "younger")
            : Ask(random, Counts, $"{a}", $"{b}", names[0], names[1], more ? "more" : "fewer");
        return new Exchange(Name, 1, Noted(question, $"{b}", a.CompareTo(b)), $"It is {names[a > b == more ? 0 : 1]}.", $"{a},{b}|who {more}");
    }

    private Exchange OfThree(Random random, bool plain)
    {
        int digits = random.Next(1, 4);
        var numbers = new HashSet<int> { Numbers.Draw(random, digits) };
        while (numbers.Count < 3)
        {
            numbers.Add(Near(random, numbers.First(), digits));
        }

        int[] all = [.. numbers];
        random.Shuffle(all);
        bool most = random.Next(2) == 0;
        string superlative = Names.Pick<string>(random, most ? ["largest", "biggest", "greatest", "highest"] : ["smallest", "lowest"]);
        string[] values = [.. Write(random, plain, all), string.Empty, superlative];
        string question = Ask(random, plain ? ["Which is the {4}, {0}, {1} or {2}?"] : Most, values);
        return new Exchange(Name, 2, [new Segment(question)], $"It is {(most ? all.Max() : all.Min())}.", $"{string.Join(',', all.Order())}|{most}");
    }

    /// <summary>Another number of about the same size: often only one digit apart, or the same digits the other way round.</summary>
    private static int Near(Random random, int a, int digits)
    {
        int b;
        do
        {
            b = random.Next(6) switch
            {
                0 => int.Parse(string.Concat($"{a}".Reverse())),
                1 => a + random.Next(-9, 10),
                2 => a + (10 * random.Next(-9, 10)),
                3 => Numbers.Draw(random, random.Next(1, 4)),
                _ => Numbers.Draw(random, digits),
            };
        }
        while (b == a || b is < 0 or > 999);
        return b;
    }

    private static string Key(int digits, string question, string problem) => digits == 1 ? question.ToLowerInvariant() : problem;

    private static string[] Write(Random random, bool plain, params int[] numbers)
    {
        bool spelled = Numbers.DrawSpelled(random, plain);
        return [.. numbers.Select(number => Numbers.Write(number, spelled))];
    }

    private static string Ask(Random random, string[] forms, params string[] values)
    {
        string question = Wording.Choose(random, forms, values);
        return char.ToUpperInvariant(question[0]) + question[1..];
    }
}
