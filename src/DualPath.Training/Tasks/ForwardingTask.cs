namespace DualPath.Training.Tasks;

/// <summary>
/// Chains that are followed to their end, without being told how far that is: letters that are forwarded, pages that redirect, parts that
/// depend on parts, a ball that is passed on, somebody at the top. The level is the number of hops to the end.
/// </summary>
internal sealed class ForwardingTask : ITask
{
    // {0} leads to {1}; the question asks where {0} ends.
    private static readonly Kind[] Kinds =
    [
        new(People: true,
            ["{0} forwards [mail|letters|calls] to {1}", "{0} sends everything to {1}"],
            ["[Where|With whom] does [mail|a letter|a call] [for|to] {0} end up?", "Who gets [mail|a letter] for {0} in the end?", "A letter comes to {0}. Who [keeps|gets] it [in the end|at last]?"]),
        new(People: true,
            ["{0} [always |]passes [the ball|the key|it] to {1}", "{0} gives [the ball|the key|it] to {1}", "{0} hands it to {1}"],
            ["{0} [has|gets] the [ball|key] first. Who has it [in the end|at last|at the end]?", "It starts with {0}. Who [has|keeps] it in the end?", "Who has it in the end if {0} starts?"]),
        new(People: true,
            ["{0} reports to {1}", "{0} works for {1}", "{0} answers to {1}"],
            ["Who is at the top above {0}?", "Who is the top boss of {0}?", "Who is the highest boss above {0}?"]),
        new(People: false,
            ["[page |]{0} redirects to [page |]{1}", "{0} links to {1}", "{0} points to {1}"],
            ["[Where|On which page] do I end up [if I open|from|starting at] {0}?", "Where does {0} lead in the end?", "I open {0}. Where do I land[ in the end|]?"]),
        new(People: false,
            ["{0} depends on {1}", "{0} needs {1}", "{0} is built on {1}"],
            ["What does {0} depend on in the end?", "What must be [built|there|done] first for {0}?", "What is at the bottom of {0}?"]),
    ];

    private static readonly string[] Parts =
        ("home about news shop blog cart login help start search profile orders contact terms team jobs press api core store cache web app tests "
        + "docs parser engine kernel driver router queue mail auth logs tools base").Split(' ');

    public string Name => "forwarding";

    public string Domain => "relations";

    public int MaxLevel => 8;

    public IEnumerable<string> Wordings => [.. Kinds.SelectMany(kind => kind.Facts.Concat(kind.Questions)), .. Parts, "And It is.", Telling.Noted];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        var kind = plain ? Kinds[0] : Names.Pick(random, Kinds);
        var world = RelationWorld.Draw(random, level, plain, ring: false, mayCircle: false);
        string[] names = kind.People ? world.Names : DrawParts(random, world.Names.Length);
        int[] order = [.. world.Pointing];
        random.Shuffle(order);
        string[] told = [.. order.Select(i => Wording.Choose(random, plain ? kind.Facts[..1] : kind.Facts, names[i], names[world.Next[i]]))];
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
    }

    private static int Hops(RelationWorld world, int start) => Enumerable.Range(1, world.Names.Length).First(hops => world.Follow(start, hops + 1) < 0);

    private static string[] DrawParts(Random random, int count)
    {
        string[] parts = [.. Parts];
        random.Shuffle(parts);
        return parts[..count];
    }

    private sealed record Kind(bool People, string[] Facts, string[] Questions);
}
