using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>Reads turns and looks as told, in every wording, and answers anew.</summary>
public sealed partial class HeadingTests
{
    private static readonly string[] Directions = ["north", "east", "south", "west"];

    [Fact]
    public void Generate_Headings_AnswersFollowFromTheTurns()
    {
        int chains = 0;
        TrackingChecks.Read(new HeadingTask(), (conversation, _, plain) =>
        {

            // A problem of turns is known by its facts, its turns and its question; one of a chain has no turns.
            bool chain = conversation[^1].HeldOutKey!.Count(c => c == '|') == 1;
            chains += chain ? 1 : 0;
            var faces = new Dictionary<string, (int Direction, int Hops)>();
            var owed = new List<(string Who, string Other, int Quarters)>();
            foreach (var exchange in conversation)
            {
                var partials = new List<string>();
                string[] clauses = [.. TrackingChecks.Clauses(exchange.QuestionText).Where(clause => clause is not ("north" or "east" or "south or west" or "At the end" or "Next" or "After that"))];
                foreach (string clause in exchange.Task == "facts" ? clauses : clauses[..^1])
                {
                    partials.AddRange(Read(clause, faces, owed, chain).Select(known => Directions[known]));
                }

                Settle(faces, owed);
                if (exchange.Task != "facts")
                {
                    string who = TrackingChecks.Words(clauses[^1]).Last(word => faces.ContainsKey(word) || word is "my");
                    (int direction, int hops) = faces[who == "my" ? "I" : who];
                    Assert.Equal($"It is {Directions[direction]}.", exchange.Answer);
                    Assert.Equal(plain ? Math.Max(1, hops) : hops, exchange.Level);
                    string[] noted = TrackingChecks.Partials(exchange);
                    partials.AddRange(noted.Length > partials.Count ? [Directions[direction]] : []);
                }

                Assert.Equal(partials, TrackingChecks.Partials(exchange));
            }
        });

        Assert.InRange(chains, 300, 900);
    }

    [Fact]
    public void Generate_FourTurnsAndMore_EveryDirectionIsAboutAsFrequent()
    {
        foreach (string direction in Directions)
        {
            Assert.InRange(TrackingChecks.Guessed(new HeadingTask(), (_, answer) => answer == $"It is {direction}."), 20, 30);
            Assert.InRange(TrackingChecks.Guessed(new HeadingTask(), (text, answer) => text.LastIndexOf(answer[6..^1], StringComparison.Ordinal) == Directions.Max(text.LastIndexOf)), 0, 40);
        }
    }

    /// <summary>Takes in one sentence; the directions noted at it: who faced where, in a story of turns, and the one it gives, where one is known.</summary>
    private static int[] Read(string clause, Dictionary<string, (int Direction, int Hops)> faces, List<(string, string, int)> owed, bool chain)
    {
        string text = Opening().Replace(clause, string.Empty);
        string[] words = TrackingChecks.Words(text);
        string who = words[0];
        string? other = words.Skip(1).FirstOrDefault(word => char.IsUpper(word[0]));
        int quarters = words.Contains("right") ? 1 : words.Contains("left") ? 3 : words.Any(word => word is "around" or "back" or "half" or "opposite" or "other") ? 2 : 0;
        int direction = Array.FindIndex(Directions, words.Contains);
        if (direction >= 0)
        {
            faces[who] = (direction, 0);
            return chain ? [direction] : [];
        }

        int[] before = chain ? [] : [faces[who].Direction, .. other is not null && words[^1] != other ? [faces[other].Direction] : Array.Empty<int>()];
        if (other is null)
        {
            faces[who] = ((faces[who].Direction + quarters) % 4, faces[who].Hops + 1);
        }
        else if (faces.TryGetValue(other, out var seen))
        {
            faces[who] = ((seen.Direction + quarters) % 4, seen.Hops + 1);
        }
        else
        {
            owed.Add((who, other, quarters));
            return before;
        }

        return [.. before, faces[who].Direction];
    }

    private static void Settle(Dictionary<string, (int Direction, int Hops)> faces, List<(string Who, string Other, int Quarters)> owed)
    {
        while (owed.FindIndex(fact => faces.ContainsKey(fact.Other)) is var next and >= 0)
        {
            var (who, other, quarters) = owed[next];
            faces[who] = ((faces[other].Direction + quarters) % 4, faces[other].Hops + 1);
            owed.RemoveAt(next);
        }
    }

    [GeneratedRegex(@"^(Then|then|Next|Now|After that)\s*")]
    private static partial Regex Opening();
}
