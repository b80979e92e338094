namespace DualPath.Training.Tasks;

/// <summary>
/// Chains that are followed to their end, without being told how far that is: letters that are forwarded, pages that redirect, parts that
/// depend on parts, a ball that is passed on, somebody at the top. The level is the number of hops to the end.
/// </summary>
internal sealed class ForwardingTask : ITask
{
    // {0} leads to {1}; the question asks where {0} ends; the last of the sentences says that it goes no further.
    private static readonly Kind[] Kinds =
    [
        new(People: true,
            [
                "{0} forwards [mail|letters|calls|everything|messages|his mail|her mail] to {1}", "{0} [sends everything|sends it all|passes everything on] to {1}",
                "[mail|messages|calls|letters] for {0} [go|are sent|get forwarded|are forwarded] to {1}", "{0} to {1}",
            ],
            [
                "[Where|With whom] does [mail|a letter|a call|a message] [for|to] {0} end up?", "Who gets [mail|a letter|a message|a call] for {0} in the end?", "A letter comes to {0}. Who [keeps|gets] it [in the end|at last|]?",
                "[Who|With whom] does [it|a message|a letter] end up [with|] if it [is sent|goes|comes] to {0}?", "I [send|write] [a letter|a message|something] to {0}. Who [ends up with|gets|has] it[| in the end]?",
                "[A message|A letter|Mail] for {0} ends up with [who|whom]?", "Who is the last to get [mail|a message|a letter] for {0}?",
            ],
            ["{0} [keeps|reads] [everything|it|all mail|mail]", "{0} forwards nothing", "{0} sends nothing on"]),
        new(People: true,
            ["{0} [always |]passes [the ball |the key |it |]to {1}", "{0} [gives|throws|hands] [the ball|the key|it] to {1}", "{0} hands it [on |over |]to {1}", "from {0} it goes to {1}"],
            [
                "{0} [has|gets] the [ball|key] first. Who has it [in the end|at last|at the end]?", "It starts with {0}. Who [has|keeps] it in the end?", "Who has it in the end if {0} starts?",
                "[If|When] {0} [starts|has it first|begins], who [ends up with it|has it at the end|gets it last]?", "{0} starts. Who [ends up with|is left with|has] [it|the ball|the key][ at last|]?",
            ],
            ["{0} keeps it", "{0} passes [it to nobody|nothing on]"]),
        new(People: true,
            ["{0} reports to {1}", "{0} works for {1}", "{0} answers to {1}"],
            ["Who is at the top above {0}?", "Who is the top boss of {0}?", "Who is the highest boss above {0}?", "Who is [the boss of everybody|at the very top] above {0}?", "Going up from {0}, who is [at the top|last]?"],
            ["{0} [has no boss|reports to nobody|works for nobody|is at the top]"]),
        new(People: false,
            ["[page |]{0} redirects to [page |]{1}", "{0} [links|leads|sends you|goes] to {1}", "{0} points to {1}", "{0} to {1}"],
            [
                "[Where|On which page] do I end up [if I open|from|starting at] {0}?", "Where does {0} lead in the end?", "I open {0}. Where do I land[ in the end|]?", "[If|When] I open {0}, [where|on which page] do I [land|end up][| at the end| in the end]?",
                "[Which|What] page do I [land on|see|end up on|get][ in the end|] [if|when] I [open|start at|click] {0}?", "Where does [page |]{0} end[ up|]?",
            ],
            ["{0} [redirects nowhere|is the last page|is a normal page]"]),
        new(People: false,
            ["{0} depends on {1}", "{0} [needs|requires|uses] {1}", "{0} is built on {1}"],
            [
                "What does {0} depend on in the end?", "What must be [built|there|done|installed] first for {0}?", "What is at the bottom of {0}?", "[If I follow|Following] what {0} needs[ all the way down|], [what|which one] is last?",
                "What [does {0} need|is needed for {0}] [at the very bottom|in the end|last of all]?",
            ],
            ["{0} [needs|depends on|requires] nothing"]),
    ];

    private static readonly string[] Parts =
        ("home about news shop blog cart login help start search profile orders contact terms team jobs press api core store cache web app tests "
        + "docs parser engine kernel driver router queue mail auth logs tools base").Split(' ');

    public string Name => "forwarding";

    public string Domain => "relations";

    public int MaxLevel => 8;

    public IEnumerable<string> Wordings => [.. Kinds.SelectMany(kind => kind.Facts.Concat(kind.Questions).Concat(kind.Ends)), .. Parts, "And It is.", Telling.Noted];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        var kind = plain ? Kinds[0] : Names.Pick(random, Kinds);
        var world = RelationWorld.Draw(random, level, plain, ring: false, mayCircle: false);
        string[] names = kind.People ? world.Names : DrawParts(random, world.Names.Length);
        int[] order = [.. world.Pointing];
        random.Shuffle(order);
        // Mostly one wording for all.
        string[] facts = plain ? kind.Facts[..1] : random.Next(3) > 0 ? [Names.Pick(random, kind.Facts)] : kind.Facts;
        string[] told = [.. order.Select(i => Wording.Choose(random, facts, names[i], names[world.Next[i]])), .. End()];
        if (!plain && random.Next(2) == 0)
        {
            random.Shuffle(told);
        }

        var exchanges = new List<Exchange>();
        int first = Telling.Some(random, told, exchanges);
        string opening = Telling.Opening(random, told.Skip(first), plain);
        var starts = world.Pointing.ToLookup(i => Hops(world, i));
        int questions = exactLevel ? 1 : random.Next(1, 4);
        for (int q = 0; q < questions; q++)
        {
            int hops = exactLevel || random.NextDouble() < 0.55 ? level : random.Next(1, level + 1);
            if (!starts[hops].Any())
            {
                continue;
            }

            int start = Names.Pick(random, [.. starts[hops]]);
            string question = Wording.Choose(random, plain ? kind.Questions[..1] : kind.Questions, names[start] + PartialNotes.Note(names[world.Follow(start, hops)]));
            string key = string.Join(';', world.Pointing.Select(i => $"{names[i]} > {names[world.Next[i]]}").Order(StringComparer.Ordinal)) + $"|{names[start]}";
            exchanges.Add(new Exchange(Name, hops, PartialNotes.Cut(opening + question), $"It is {names[world.Follow(start, hops)]}.", key));
            opening = string.Empty;
        }

        return exchanges;

        // Sometimes it is said of whoever passes nothing on.
        string[] End() => !plain && random.Next(4) == 0 && Array.FindIndex(world.Next, next => next < 0) is var last and >= 0 ? [Wording.Choose(random, kind.Ends, names[last])] : [];
    }

    private static int Hops(RelationWorld world, int start) => Enumerable.Range(1, world.Names.Length).First(hops => world.Follow(start, hops + 1) < 0);

    private static string[] DrawParts(Random random, int count)
    {
        string[] parts = [.. Parts];
        random.Shuffle(parts);
        return parts[..count];
    }

    private sealed record Kind(bool People, string[] Facts, string[] Questions, string[] Ends);
}
