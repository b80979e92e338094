namespace DualPath.Training.Tasks;

/// <summary>
/// Relations against the direction in which they are told: "Ann's boss is Bob. Bob's boss is Leo. Leo is the boss of the boss of whom?" The
/// level is the number of hops. Only rings and rows of people are used, so that exactly one person is meant.
/// </summary>
internal sealed class ReverseRelationTask : ITask
{
    private static readonly string[] Single =
    [
        "Whose {1} is {0}?", "{0} is [the {1} of whom|whose {1}]?", "Who has {0} as [a |his |her |their |]{1}?", "[For whom is {0} the {1}|Who is it whose {1} is {0}]?",
        "[Tell me|Say] whose {1} {0} is.", "Of whom is {0} the {1}?", "Who is the person whose {1} is {0}?", "[Do you know|Can you tell me] whose {1} {0} is?", "[So|And] whose {1} is {0}?", "{0} is the {1} of who?",
    ];

    public string Name => "reverse";

    public string Domain => "relations";

    public int MaxLevel => 5;

    public IEnumerable<string> Wordings => [.. RelationWorld.Wordings, .. Single, Telling.Noted, "And It is. the of whom"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        var world = RelationWorld.Draw(random, level, plain, ring: true, mayCircle: !exactLevel);
        world = random.Next(3) == 0 && world.Names.Length > level ? world.Opened(random.Next(level + 1, world.Names.Length + 1)) : world;
        string[] sentences = world.Tell(random, plain);
        var exchanges = new List<Exchange>();
        int told = Telling.Some(random, sentences, exchanges);
        string opening = Telling.Opening(random, sentences.Skip(told), plain);
        int questions = exactLevel ? 1 : random.Next(1, 5);
        for (int q = 0; q < questions; q++)
        {
            int hops = exactLevel || random.NextDouble() < 0.55 ? level : random.Next(1, level + 1);
            exchanges.Add(Ask(random, world, random.Next(world.Next[^1] < 0 ? hops : 0, world.Names.Length), hops, opening, plain));
            opening = string.Empty;
        }

        return exchanges;
    }

    private Exchange Ask(Random random, RelationWorld world, int end, int hops, string opening, bool plain)
    {
        int people = world.Names.Length;
        int[] back = [.. Enumerable.Range(1, hops).Select(i => (((end - i) % people) + people) % people)];
        string key = $"{world.Key}|{world.Names[end]}|-{hops}";
        string answer = $"It is {world.Names[back[^1]]}.";
        if (hops == 1 && (!plain || random.Next(2) == 0))
        {
            string question = Wording.Choose(random, plain ? Single[..1] : Single, world.Names[end] + PartialNotes.Note(world.Names[back[0]]), world.RelationOf[back[0]]);
            return new Exchange(Name, hops, PartialNotes.Cut(opening + question), answer, key);
        }

        // "Leo is the boss of the boss of whom": with every "of" one more person is known.
        string before = plain || random.Next(3) > 0 ? string.Empty : "And ";
        List<Segment> parts = [new(opening + before + world.Names[end] + " is")];
        if (!plain && hops == 2 && random.Next(3) == 0)
        {
            // "the coach of whose coach": who that is, is known at the end.
            parts.Add(new Segment($" the {world.RelationOf[back[0]]} of whose {world.RelationOf[back[1]]}?"));
            return new Exchange(Name, hops, parts, answer, key);
        }

        parts.AddRange(back.Select(person => new Segment($" the {world.RelationOf[person]} of", world.Names[person])));
        return new Exchange(Name, hops, [.. parts, new Segment(plain ? " whom?" : Names.Pick<string>(random, [" whom?", " who?", " which person?"]))], answer, key);
    }
}
