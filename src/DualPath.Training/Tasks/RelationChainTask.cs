namespace DualPath.Training.Tasks;

/// <summary>
/// "Ann's boss is Bob. Bob's boss is Leo. Who is Ann's boss's boss?" The level is the number of hops. Questions run from left to right, so
/// each recurrent step can build on the one before. <see cref="OutsideInTask"/> asks the other way.
/// </summary>
internal sealed class RelationChainTask : ITask
{
    /// <summary>Questions where {0} is "Ann's boss's boss". The first is the plain form.</summary>
    internal static readonly string[] Questions =
    [
        "Who is {0}?", "[Who is|Who's|Who was] {0}?", "[Tell me|Say|Do you know|Can you tell me|Could you tell me|I want to know|I wonder|Let me know] who {0} is[.|?]",
        "[Name|Find|Give me|Tell me] {0}.", "What is [the name of {0}|{0} called]?", "{0} is who?", "{0}?", "So {0} is [who|whom]?", "[Which person|Who exactly] is {0}?",
        "[Who would be|Who must be|Who might be|Who will be] {0}[| then]?", "[Can you|Could you|Would you] [name|find|work out|find out|tell me] [who {0} is|{0}]?", "[Find out|Work out|Explain to me|Please tell me] who {0} is.",
        "I need to know who {0} is.", "[From this|Given that|By that|According to this], who is {0}?", "{0}, who is [that|it]?",
    ];

    /// <summary>Questions where {1} is the person who may be the one.</summary>
    internal static readonly string[] YesNo = ["Is {1} {0}?", "[Is it true|Is it right|Would you say|Do you think] that {1} is {0}?", "{0} is {1}, [right|yes|true]?", "So {1} is {0}?", "[Is|And is] {0} {1}?", "Is {1} {0}, yes or no?", "[Yes or no|True or false]: is {1} {0}?", "Am I right that {1} is {0}?"];

    /// <summary>The same after another question.</summary>
    internal static readonly string[] FollowUps =
        ["And who is {0}?", "[And|Now|Then|So|OK,|Good,|Thanks.] who is {0}?", "And {0}?", "What about {0}?", "[And how about|How about] {0}?", "Thanks. And who is {0}?"];

    public string Name => "chain";

    public string Domain => "relations";

    public int MaxLevel => 10;

    public IEnumerable<string> Wordings => [.. RelationWorld.Wordings, .. Questions, .. YesNo, .. FollowUps, Telling.Noted, Telling.Untold, "It is. Yes. No. The of and"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        (level, bool few) = RelationWorld.Smaller(random, level, exactLevel);
        var world = RelationWorld.Draw(random, level, plain, ring: !few && random.Next(2) == 0, mayCircle: !exactLevel, few);
        string[] sentences = world.Tell(random, plain);
        var exchanges = new List<Exchange>();
        int told = Telling.Some(random, sentences, exchanges);
        string opening = Telling.Opening(random, sentences.Skip(told), plain);
        int questions = exactLevel ? 1 : random.Next(2, level > 6 ? 4 : 6);
        for (int q = 0; q < questions; q++)
        {
            int hops = exactLevel || random.NextDouble() < 0.55 ? level : random.Next(1, level + 1);
            bool untold = !exactLevel && !plain && random.Next(8) == 0;
            int[] starts = [.. Enumerable.Range(0, world.Names.Length).Where(i => world.Follow(i, hops) >= 0 != untold)];
            if (starts.Length == 0)
            {
                continue;
            }

            int start = Names.Pick(random, starts);
            if (!plain && !exactLevel && !untold && random.Next(10) == 0)
            {
                // Half of the time the one it is, half of the time anybody.
                string claimed = world.Names[random.Next(2) == 0 ? world.Follow(start, hops) : random.Next(world.Names.Length)];
                exchanges.Add(Ask(random, world, start, hops, opening, Wording.Choose(random, YesNo, "{0}", claimed), claimed));
                opening = string.Empty;
                continue;
            }

            var forms = exchanges.Count > 0 && opening.Length == 0 && random.Next(2) == 0 ? FollowUps : plain ? Questions[..1] : Questions;
            exchanges.Add(Ask(random, world, start, hops, opening, Wording.Choose(random, forms, "{0}")));
            opening = string.Empty;
        }

        return exchanges;
    }

    private Exchange Ask(Random random, RelationWorld world, int start, int hops, string opening, string form, string? claimed = null)
    {
        string before = form[..form.IndexOf("{0}", StringComparison.Ordinal)];
        string after = form[(before.Length + 3)..];
        List<Segment> parts = [new(opening + before + world.Names[start]), .. world.Path(random, start, hops).Select(hop => new Segment($"'s {hop.Relation}", hop.Reached))];
        if (after.Length > 0)
        {
            parts.Add(new Segment(after));
        }

        // The order in which the facts were told and the wording of the question do not make it another problem.
        string key = $"{world.Key}|{world.Names[start]}|{hops}";
        int at = world.Follow(start, hops);
        if (claimed is not null)
        {
            return new Exchange(Name, hops, parts, world.Names[at] == claimed ? "Yes." : "No.", key);
        }

        return at >= 0 ? new Exchange(Name, hops, parts, $"It is {world.Names[at]}.", key) : new Exchange(Telling.UntoldTask, hops, parts, Telling.Untold, key);
    }
}
