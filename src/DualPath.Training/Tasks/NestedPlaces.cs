namespace DualPath.Training.Tasks;

/// <summary>
/// "The coin is in the box. The box is in the bag. The bag is in the kitchen. Which room is the coin in?" The facts come in any order; the
/// level is the number of facts that lead from the asked thing to its room. Every room is at the end of about as long a chain, so that none
/// can be left out as too near. Noted at a fact is the room it leads to, where the facts before it suffice.
/// </summary>
internal static class NestedPlaces
{
    /// <summary>Longer ones would not fit a conversation with the other chains they need beside them.</summary>
    public const int MaxLevel = 5;

    private const int Chains = 4;

    private static readonly string[] Facts =
        ["the {0} is in the {1}", "the {0} is in the {1}", "the {0} [is|is|lies|stands] [in|inside] the {1}", "the {1} [holds|contains] the {0}", "{0} in {1}", "the {0} is [inside|within] the {1}"];

    private static readonly string[] Questions =
    [
        "[which|what] room is the {0} in?", "[|and |so ]in [which|what] room is the {0}?", "[tell me|say|find out|do you know|I want to know|can you say] which room the {0} is in.", "[to|in] which room do I go for the {0}?",
        "[which|what] room has the {0}?", "[which|what] room [do|can] I find the {0} in?", "the {0} is in [which|what] room?", "what room should I look in for the {0}?", "where in the house is the {0}, in [which|what] room?",
    ];

    private static readonly string[] FollowUps = ["[and|and what about|what about|how about] the {0}?", "and which room is the {0} in?", "and in which room is the {0}?"];

    public static IEnumerable<string> Wordings => [.. Facts, .. Questions, .. FollowUps];

    public static IReadOnlyList<Exchange> Generate(Random random, string task, int level, bool exactLevel, bool plain)
    {
        // chains[c] leads from a thing through containers to a room.
        string[] things = Things.Draw(random, Things.Everyday, Chains);
        string[] rooms = Things.Draw(random, Things.Rooms, Chains);
        var containers = new Queue<string>(Things.Draw(random, Things.Containers, Things.Containers.Count));
        string[][] chains = [.. Enumerable.Range(0, Chains).Select(c =>
        {
            int links = c == 0 ? level : Math.Max(1, level - random.Next(2));
            return (string[])[things[c], .. Enumerable.Range(1, links - 1).Select(_ => containers.Dequeue()), rooms[c]];
        })];

        (string Inner, string Outer)[] facts = [.. chains.SelectMany(chain => chain.Zip(chain.Skip(1)))];
        random.Shuffle(facts);
        string pattern = plain ? Facts[0] : level > 4 ? Facts[4] : Names.Pick(random, Facts);
        var story = new TrackingStory(random, task, plain);
        var known = new Dictionary<string, string>();
        story.TellFacts([.. facts.Select(fact =>
        {
            known[fact.Inner] = fact.Outer;
            string at = fact.Outer;
            while (known.TryGetValue(at, out string? outer))
            {
                at = outer;
            }

            string? room = rooms.Contains(at) ? at : null;
            return Wording.Choose(random, rooms.Contains(fact.Outer) && pattern != Facts[4] ? Facts[0] : pattern, fact.Inner, fact.Outer) + PartialNotes.Note(room);
        })]);
        if (!plain && random.Next(10) < 3)
        {
            story.Acknowledge();
        }

        string told = string.Join(';', facts.Select(fact => $"{fact.Inner}<{fact.Outer}").Order(StringComparer.Ordinal));
        var asked = new HashSet<string>();
        int questions = exactLevel ? 1 : random.Next(1, 5);
        for (int q = 0; q < questions; q++)
        {
            string[] chain = Names.Pick(random, exactLevel ? chains[..1] : chains);
            int hops = exactLevel || random.NextDouble() < 0.55 ? chain.Length - 1 : random.Next(1, chain.Length);
            string thing = chain[^(hops + 1)];
            if (asked.Add(thing))
            {
                string form = plain ? Questions[0] : Names.Pick(random, asked.Count > 1 && random.Next(2) == 0 ? FollowUps : Questions);
                story.Ask(Wording.Choose(random, form, thing + PartialNotes.Note(chain[^1])), $"It is the {chain[^1]}.", hops, $"{told}|{thing}");
            }
        }

        return story.Exchanges;
    }
}
