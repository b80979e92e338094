using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>Follows containers in containers to their rooms.</summary>
public sealed class NestedPlacesTests
{
    [Fact]
    public void Generate_EveryRoom_IsAboutAsFarAsTheAskedOne()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var conversation = NestedPlaces.Generate(new Random(seed), "moves", 4, exactLevel: true, plain: false);
            var inside = Read(conversation);
            int[] lengths = [.. inside.Keys.Where(thing => !inside.ContainsValue(thing)).Select(thing => Follow(inside, thing).Count)];
            Assert.Equal(4, lengths.Length);
            Assert.All(lengths, length => Assert.InRange(length, 3, 4));
        }
    }

    /// <summary>Whether a conversation is about containers in containers: then none of what it tells is a move.</summary>
    internal static bool Nests(IReadOnlyList<Exchange> conversation) => Follow(Read(conversation), Read(conversation).Keys.First()).Count > 0
        && conversation.All(exchange => exchange.Task == "facts" || exchange.HeldOutKey!.Contains('<', StringComparison.Ordinal));

    internal static void Check(IReadOnlyList<Exchange> conversation)
    {
        var inside = Read(conversation);
        foreach (var exchange in conversation.Where(exchange => exchange.Task != "facts"))
        {
            string room = Assert.Single(TrackingChecks.Partials(exchange));
            string asked = TrackingChecks.Words(exchange.QuestionText).Last(inside.ContainsKey);
            var way = Follow(inside, asked);
            Assert.Equal(way[^1], room);
            Assert.Equal(way.Count, exchange.Level);
            Assert.Equal($"It is the {room}.", exchange.Answer);
            Assert.Contains(room, Things.Rooms);
        }
    }

    private static Dictionary<string, string> Read(IReadOnlyList<Exchange> conversation)
    {
        var inside = new Dictionary<string, string>();
        foreach (string clause in conversation.SelectMany(exchange => TrackingChecks.Clauses(exchange.QuestionText)))
        {
            string[] words = TrackingChecks.Words(clause.ToLowerInvariant());
            string[] nouns = [.. words.Where(word => Things.Everyday.Contains(word) || Things.Containers.Contains(word) || Things.Rooms.Contains(word))];
            if (nouns.Length == 2)
            {
                bool reversed = words.Contains("holds") || words.Contains("contains");
                inside.TryAdd(nouns[reversed ? 1 : 0], nouns[reversed ? 0 : 1]);
            }
        }

        return inside;
    }

    private static List<string> Follow(Dictionary<string, string> inside, string thing)
    {
        var way = new List<string>();
        while (inside.TryGetValue(thing, out string? next) && way.Count < inside.Count)
        {
            way.Add(next);
            thing = next;
        }

        return way;
    }
}
