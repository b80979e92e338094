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
        var told = new Dictionary<string, string>();
        foreach (var exchange in conversation)
        {
            // A fact tells its room if the facts before it lead there.
            List<string> noted = [];
            foreach (var (inner, outer) in TrackingChecks.Clauses(exchange.QuestionText).Select(Fact).OfType<(string, string)>())
            {
                told.TryAdd(inner, outer);
                noted.AddRange(Follow(told, inner)[^1] is var last && Things.Rooms.Contains(last) ? [last] : []);
            }

            if (exchange.Task == "facts")
            {
                Assert.Equal(noted, TrackingChecks.Partials(exchange));
                continue;
            }

            string room = TrackingChecks.Partials(exchange)[^1];
            Assert.Equal([.. noted, room], TrackingChecks.Partials(exchange));
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
        foreach (var (inner, outer) in conversation.SelectMany(exchange => TrackingChecks.Clauses(exchange.QuestionText)).Select(Fact).OfType<(string, string)>())
        {
            inside.TryAdd(inner, outer);
        }

        return inside;
    }

    private static (string Inner, string Outer)? Fact(string clause)
    {
        string[] words = TrackingChecks.Words(clause.ToLowerInvariant());
        string[] nouns = [.. words.Where(word => Things.Everyday.Contains(word) || Things.Containers.Contains(word) || Things.Rooms.Contains(word))];
        bool reversed = words.Contains("holds") || words.Contains("contains");
        return nouns.Length != 2 ? null : reversed ? (nouns[1], nouns[0]) : (nouns[0], nouns[1]);
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
