namespace DualPath.Training.Tasks;

/// <summary>
/// "Who is the boss of the boss of Ann?" The level is the number of relations in front of the name; a few more may stand behind it ("the boss of the boss of Ann's teacher").
/// All of those in front are resolved where the last word is read, and only there it is known from whom to go: another skill than a chain from left to right, and learned after it.
/// </summary>
internal sealed class OutsideInTask : ITask
{
    /// <summary>Most relations behind the name.</summary>
    private const int MostInner = 3;

    public string Name => "outside-in";

    public string Domain => "relations";

    public int MaxLevel => 4;

    public IEnumerable<string> Wordings => [.. RelationWorld.Wordings, .. RelationChainTask.Questions, .. RelationChainTask.FollowUps, .. RelationChainTask.YesNo, Telling.Noted, Telling.Untold, "It is. Yes. No. The the of and"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        (level, bool few) = RelationWorld.Smaller(random, level, exactLevel);
        int mostInner = plain || random.Next(10) < 6 ? 0 : random.Next(1, MostInner + 1);
        var world = RelationWorld.Draw(random, level + mostInner, plain, ring: !few && random.Next(2) == 0, mayCircle: !exactLevel, few);
        string[] sentences = world.Tell(random, plain);
        var exchanges = new List<Exchange>();
        int told = Telling.Some(random, sentences, exchanges);
        string opening = Telling.Opening(random, sentences.Skip(told), plain);
        for (int left = exactLevel ? 1 : random.Next(2, 5); left > 0; left--)
        {
            int outer = exactLevel || random.NextDouble() < 0.55 ? level : random.Next(1, level + 1);
            int inner = random.Next(mostInner + 1);
            bool untold = !exactLevel && !plain && random.Next(8) == 0;
            int[] starts = [.. Enumerable.Range(0, world.Names.Length).Where(i => world.Follow(i, inner + outer) >= 0 != untold)];
            if (starts.Length > 0)
            {
                int start = Names.Pick(random, starts);
                string? claimed = plain || exactLevel || untold || random.Next(8) > 0 ? null : world.Names[random.Next(2) == 0 ? world.Follow(start, inner + outer) : random.Next(world.Names.Length)];
                var forms = claimed is not null ? RelationChainTask.YesNo
                    : exchanges.Count > 0 && opening.Length == 0 && random.Next(2) == 0 ? RelationChainTask.FollowUps
                    : plain ? RelationChainTask.Questions[..1] : RelationChainTask.Questions;
                exchanges.Add(Ask(random, world, start, inner, outer, opening, Wording.Choose(random, forms, "{0}", claimed ?? string.Empty), claimed));
                opening = string.Empty;
            }
        }

        return exchanges;
    }

    private Exchange Ask(Random random, RelationWorld world, int start, int inner, int outer, string opening, string form, string? claimed)
    {
        string before = form[..form.IndexOf("{0}", StringComparison.Ordinal)];
        string after = form[(before.Length + 3)..];
        var path = world.Path(random, start, inner + outer);
        string? reached = path[^1].Reached;
        List<Segment> parts =
        [
            new(opening + before + string.Concat(path[inner..].Reverse().Select(hop => $"the {hop.Relation} of ")) + world.Names[start], inner == 0 ? reached : null),
            .. path[..inner].Select((hop, i) => new Segment($"'s {hop.Relation}", i == inner - 1 ? reached : hop.Reached)),
        ];
        if (after.Length > 0)
        {
            parts.Add(new Segment(after));
        }

        // As with a chain: the same problem, however it is asked.
        string key = $"{world.Key}|{world.Names[start]}|{inner + outer}";
        if (claimed is not null)
        {
            return new Exchange(Name, outer, parts, reached == claimed ? "Yes." : "No.", key);
        }

        return reached is null ? new Exchange(Telling.UntoldTask, outer, parts, Telling.Untold, key) : new Exchange(Name, outer, parts, $"It is {reached}.", key);
    }
}
