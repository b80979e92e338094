namespace DualPath.Training.Tasks;

/// <summary>"Start with 7. Add 5. Double it. Take away 3. What do you get?" The level is the number of operations, each of which needs the result of the one before.</summary>
internal sealed class OperationsTask : ITask
{
    private static readonly string[] Results =
    [
        "[What|What number] do you [get|have][| now| in the end]?", "[What is|What's] the [result|answer|final number]?", "[How much|What] is [that|it][| now]?", "[How much|What] does that [make|give]?",
        "Where do you end[| up]?", "[Result|The result|Answer|So]?", "Tell me the [result|final number|answer].", "[And what|So what|Now what] do you get?",
    ];

    private static readonly Style Plain = new(
        "Start with {0}^", "add {0}^", "[take away|subtract] {0}^", "double it^", "triple it^", "halve it^", ["What do you get?"]);

    private static readonly Style Imperative = new(
        "[Start|Start|Begin] [with|with|at|from] [|the number ]{0}^", "[add|add|plus] {0}^|add {0}^ to [it|that]", "[take away|subtract|take off|minus|remove] {0}^|subtract {0}^ from [it|that]",
        "[double|double] [it|that|the result]^|double^|multiply [it|that] by [2|two]^|times [2|two]^", "triple it^|multiply [it|that] by [3|three]^|times [3|three]^",
        "halve [it|that]^|halve^|take half of [it|that]^|divide [it|that] by [2|two]^|divided by [2|two]^", Results);

    // After "if you".
    private static readonly Style Verbs = Imperative with
    {
        Open = "[start|begin] [with|at|from] [|the number ]{0}^|take [|the number ]{0}^",
        Plus = "add {0}^|add {0}^ to [it|that]",
        Minus = "[take away|subtract|take off|remove] {0}^|subtract {0}^ from [it|that]",
        Twice = "double [it|that|the result]^|multiply [it|that] by [2|two]^",
        Thrice = "triple it^|multiply [it|that] by [3|three]^",
        Half = "halve [it|that]^|take half of [it|that]^|divide [it|that] by [2|two]^",
    };

    private static readonly Style Taking = Imperative with { Open = "Take [|the number ]{0}^" };

    private static readonly Style Short = Imperative with { Open = "[Number |Begin: |Start: |]{0}^", Plus = "[plus|add|+] {0}^", Minus = "[minus|subtract|-] {0}^", Twice = "[double|doubled|times 2|times two]^", Half = "[halved|divided by 2|divided by two|half of that]^" };

    private static readonly Style Thinking = new(
        "I [think of|start with|take|begin with|have] [|the number ]{0}^", "I add {0}^[| to it| to that]", "I [take away|subtract] {0}^", "I double [it|that]^|I multiply [it|that] by [2|two]^",
        "I [triple it|multiply it by [3|three]]^", "I halve [it|that]^|I take half of [it|that]^|I divide it by [2|two]^", ["[What|What number|How much] do I [get|have][| now| in the end]?", "[What is|What's] my [number|result][| now]?", "Where do I end[| up]?", "[What|Which number] is it now?"]);

    private static readonly Style Counting = new(
        "The [counter|score|number|level] [is|is|is at|starts at] {0}^", "It [goes up|rises|grows|increases] by {0}^", "It [goes down|drops|falls|decreases] by {0}^", "It [doubles|is doubled]^",
        "It [triples|is tripled]^", "It [halves|is halved]^", ["[What|Where] is it now?", "What is it in the end?", "How [high|much] is it now?", "Tell me where it is now."]);

    // Question first: {0} is the list of operations without its end.
    private static readonly string[] Before =
        ["What do [you|I|we] [get|have] [if|when] [you|I|we] {0}?", "[Tell me|Find out|Say] what you get [if|when] you {0}.", "[What is|How much is|Give me] the result: {0}[?|.]", "What comes out if [I|you] {0}?"];

    private static readonly string[] Expressions =
        ["[What is|What's|How much is|And what is] {0}?", "{0}[|?| = ?]", "[Calculate|Compute|Work out|Solve|Find] {0}.", "[Tell me|I want to know] what {0} is.", "[Can you tell me|Do you know] what {0} is?"];

    private static readonly string[] Joins = [". ", ". ", ". ", ", ", ", then ", ". Then ", ". Now ", "; ", " and ", " and then ", "\n"];

    private static readonly string[] FollowUps = ["[And now|Now|Then|And|OK, now|Next,] {0}.", "[And now|Now|And] {0}[. What do you get|. What is it now|]?"];

    public string Name => "operations";

    public string Domain => "arithmetic";

    public int MaxLevel => 8;

    public IEnumerable<string> Wordings =>
    [
        .. new[] { Plain, Imperative, Taking, Short, Thinking, Counting }.SelectMany(style => style.Ask.Concat([style.Open, style.Plus, style.Minus, style.Twice, style.Thrice, style.Half])),
        .. Before, .. Expressions, .. Joins, .. FollowUps, .. Numbers.Words, "plus minus + - times * x multiply multiplied by That makes Noted.",
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        var exchanges = new List<Exchange>();
        int problems = exactLevel || level > 4 ? 1 : random.Next(1, 3);
        for (int i = 0; i < problems; i++)
        {
            int steps = Numbers.Level(random, level, exactLevel);
            if (!plain && steps > 1 && random.Next(8) == 0)
            {
                exchanges.Add(FromProduct(random, steps));
                continue;
            }

            var value = !plain && random.Next(6) == 0 ? RunningValue.DrawRound(random, steps) : RunningValue.Draw(random, steps, "**/");
            exchanges.AddRange(Tell(random, value, plain));
            while (!exactLevel && !plain && random.Next(3) == 0)
            {
                value = RunningValue.Draw(random, 1, "**/") with { Start = value.Result };
                if (value.Result is < 0 or > 99 || value.Result == value.Start || (value.Steps[0].Operation == '/' && value.Start % 2 != 0))
                {
                    break;
                }

                // The number so far stands in the answer before: one operation, however many there were.
                string text = Wording.Choose(random, FollowUps, Step(random, Imperative, value.Steps[0], spelled: false));
                exchanges.Add(Answered(value, Marked.Cut(text, [Marked.Digits(value.Result)])));
            }
        }

        return exchanges;
    }

    /// <summary>"What is 5 times 6 plus 12?" The product comes first and is one of the operations.</summary>
    private Exchange FromProduct(Random random, int steps)
    {
        (int a, int b) = (random.Next(2, 11), random.Next(2, 10));
        var value = RunningValue.Draw(random, steps - 1, string.Empty, start: a * b);
        bool spelled = Numbers.DrawSpelled(random, plain: false);
        string[] factors = [Numbers.Write(a, spelled), Numbers.Write(b, spelled)];
        string question = random.Next(3) > 0
            ? Wording.Choose(random, Expressions, Expression(random, value, spelled, Wording.Choose(random, "{0} [times|times|*|x|multiplied by] {1}^", factors)))
            : $"{Lines(random, Imperative, value, Names.Pick(random, Joins), spelled, Wording.Choose(random, "[Multiply {0} by {1}|Take {0} times {1}|{0} times {1}]^", factors))}. {Wording.Choose(random, Results)}";
        return new Exchange(Name, steps, Marked.Cut(question, value.Partials), $"That makes {value.Result}.", $"{a}*{b},{value.Key}");
    }

    private IEnumerable<Exchange> Tell(Random random, RunningValue value, bool plain)
    {
        bool spelled = Numbers.DrawSpelled(random, plain);
        int kind = plain ? 0 : random.Next(20);
        bool sums = value.Steps.All(step => step.Operation is '+' or '-');
        if (sums && kind > 10)
        {
            return [Answered(value, Marked.Cut(Wording.Choose(random, Expressions, Expression(random, value, spelled)), value.Partials))];
        }

        if (kind > 16)
        {
            string list = Lines(random, Verbs, value, Names.Pick<string>(random, [", ", ", then ", " and then ", " and ", ", and then "]), spelled);
            return [Answered(value, Marked.Cut(Wording.Choose(random, Before, char.ToLowerInvariant(list[0]) + list[1..]), value.Partials))];
        }

        var style = plain ? Plain : kind switch { < 6 => Imperative, < 8 => Taking, < 10 => Short, < 13 => Thinking, _ => Counting };
        string join = plain ? ". " : Names.Pick(random, Joins);
        string told = Lines(random, style, value, join, spelled);
        string ask = Wording.Choose(random, style.Ask);
        if (!plain && random.Next(7) == 0 && style != Short)
        {
            return [Marked.Facts(told + ".", value.Partials), Answered(value, [new Segment(ask)])];
        }

        return [Answered(value, Marked.Cut($"{told}{(join[0] == '\n' ? "\n" : random.Next(8) == 0 && !plain ? ": " : ". ")}{ask}", value.Partials))];
    }

    private static string Lines(Random random, Style style, RunningValue value, string join, bool spelled, string? opening = null)
    {
        string text = opening ?? Wording.Choose(random, style.Open, Numbers.Write(value.Start, spelled));
        bool mixed = style != Plain && join != "\n" && random.Next(4) == 0;
        foreach (var step in value.Steps)
        {
            string between = mixed && join[0] != ' ' && random.Next(2) == 0 ? ", then " : join;
            string line = Step(random, style, step, spelled);

            // A line of one word has no room for the tens of the number before it.
            between = between == "\n" && !line.Contains(' ', StringComparison.Ordinal) ? ". " : between;
            text += between + (between is ". " or "\n" || line[0] == 'I' && line[1] == ' ' ? char.ToUpperInvariant(line[0]) + line[1..] : char.ToLowerInvariant(line[0]) + line[1..]);
        }

        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string Step(Random random, Style style, (char Operation, int Operand) step, bool spelled) =>
        Wording.Choose(
            random,
            $"[{step switch { ('+', _) => style.Plus, ('-', _) => style.Minus, ('/', _) => style.Half, (_, 2) => style.Twice, _ => style.Thrice }}]",
            Numbers.Write(step.Operand, spelled));

    private static string Expression(Random random, RunningValue value, bool spelled, string? opening = null)
    {
        bool signs = !spelled && random.Next(3) > 0;
        bool tight = signs && random.Next(5) == 0;
        return (opening ?? Numbers.Write(value.Start, spelled) + "^") + string.Concat(value.Steps.Select(step =>
            $"{(tight ? "" : " ")}{(step.Operation == '+' ? signs ? "+" : "plus" : signs ? "-" : "minus")}{(tight ? "" : " ")}{Numbers.Write(step.Operand, spelled)}^"));
    }

    private Exchange Answered(RunningValue value, IReadOnlyList<Segment> question) =>
        new(Name, value.Steps.Count, question, $"That makes {value.Result}.", value.Key);

    /// <summary>One way of telling; the phrases are alternatives of one bracket.</summary>
    private sealed record Style(string Open, string Plus, string Minus, string Twice, string Thrice, string Half, string[] Ask);
}
