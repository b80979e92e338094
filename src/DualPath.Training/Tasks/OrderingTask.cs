namespace DualPath.Training.Tasks;

/// <summary>
/// "Ann is taller than Bob. Bob is taller than Leo. Who is taller, Ann or Leo?" The level is the number of comparisons between the two; the
/// tallest and the shortest of all count as level 2, since everybody can be looked at side by side.
/// </summary>
internal sealed class OrderingTask : ITask
{
    private static readonly (string More, string Less, string Most, string Least)[] Scales =
    [
        ("taller", "shorter", "tallest", "shortest"), ("older", "younger", "oldest", "youngest"), ("faster", "slower", "fastest", "slowest"),
        ("richer", "poorer", "richest", "poorest"), ("stronger", "weaker", "strongest", "weakest"), ("heavier", "lighter", "heaviest", "lightest"),
        ("bigger", "smaller", "biggest", "smallest"), ("happier", "sadder", "happiest", "saddest"), ("smarter", "dumber", "smartest", "dumbest"), ("louder", "quieter", "loudest", "quietest"),
    ];

    private static readonly string[] Extremes =
        ["Who is [the |]{0}?", "[Who's|Who of them is|Which of them is] the {0}?", "[Tell me|Do you know|Say] who is the {0}.", "Who is the {0} of [all|them|them all|the group]?", "Name the {0}.",
            "[Which one|Which person|Who of all] is the {0}?", "[And|So|Then] who is the {0}[| of them| person| one]?", "The {0}[| one| of them| person] is who?", "[Find|Give me|Tell me] the {0}[| one| person| of them]."];

    private static readonly string[] Pairs =
        ["Who is {2}, {0} or {1}?", "[Who's|Which one is|Who of the two is] {2}, {0} or {1}?", "[Is {0} or {1}|Is it {0} or {1} who is] {2}?", "Between {0} and {1}, who is {2}?", "{0} or {1}, who is {2}?",
            "Who is [the |]{2}[ one|] [of|between] {0} [or|and] {1}?", "[Tell me|Say|Do you know] who is {2}, {0} or {1}.", "[And|So|Then] who is {2}, {0} or {1}?", "[Which of|Of] {0} and {1}[, who|] is {2}?"];

    private static readonly string[] YesNo = ["Is {0} {2} than {1}?", "[Would you say|Is it true|Is it right] that {0} is {2} than {1}?", "{0} is {2} than {1}, [right|yes|true]?", "[So|And|Then] is {0} {2} than {1}?", "[Do you think|Am I right|Can you tell me if|I wonder if] {0} is {2} than {1}[?|.]", "Is {0} {2} than {1}, yes or no?"];

    public string Name => "ordering";

    public string Domain => "relations";

    public int MaxLevel => 4;

    public IEnumerable<string> Wordings =>
        [.. Scales.Select(scale => $"{scale.More} {scale.Less} {scale.Most} {scale.Least}"), .. Extremes, .. Pairs, .. YesNo, Telling.Noted, "It is. Yes. No. than"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        int people = random.Next(Math.Max(3, level + 1), 8);
        string[] names = Names.Draw(random, people, plain);
        var scale = Names.Pick(random, Scales);
        int[] order = [.. Enumerable.Range(0, people - 1)];
        random.Shuffle(order);
        string[] sentences = [.. order.Select(i => plain || random.Next(3) > 0 ? $"{names[i]} is {scale.More} than {names[i + 1]}" : $"{names[i + 1]} is {scale.Less} than {names[i]}")];
        string world = string.Join(' ', names) + scale.More;
        var exchanges = new List<Exchange>();
        int told = Telling.Some(random, sentences, exchanges);
        string opening = Telling.Opening(random, sentences.Skip(told), plain);
        int questions = exactLevel ? 1 : random.Next(1, 4);
        for (int q = 0; q < questions; q++)
        {
            int distance = exactLevel || random.NextDouble() < 0.55 ? level : random.Next(1, level + 1);
            exchanges.Add(distance == 2 && random.Next(2) == 0 ? Extreme() : Pair(distance));
            opening = string.Empty;
        }

        return exchanges;

        Exchange Extreme()
        {
            bool most = random.Next(2) == 0;
            string question = Wording.Choose(random, plain ? Extremes[..1] : Extremes, most ? scale.Most : scale.Least);
            return new Exchange(Name, 2, [new Segment(opening + question)], $"It is {names[most ? 0 : ^1]}.", $"{world}|{(most ? scale.Most : scale.Least)}");
        }

        Exchange Pair(int distance)
        {
            int high = random.Next(people - distance);
            (string more, string less) = (names[high], names[high + distance]);
            bool asksMore = random.Next(2) == 0;
            (string first, string second) = random.Next(2) == 0 ? (more, less) : (less, more);
            string word = asksMore ? scale.More : scale.Less;
            string key = $"{world}|{first}|{second}|{word}";
            string right = asksMore ? more : less;
            return !plain && random.Next(3) == 0
                ? new Exchange(Name, distance, [new Segment(opening + Wording.Choose(random, YesNo, first, second, word))], first == right ? "Yes." : "No.", key)
                : new Exchange(Name, distance, [new Segment(opening + Wording.Choose(random, plain ? Pairs[..1] : Pairs, first, second, word))], $"It is {right}.", key);
        }
    }
}
