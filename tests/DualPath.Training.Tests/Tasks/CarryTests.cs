using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>Reads what is put into what as told, in every wording, and answers anew.</summary>
public sealed partial class CarryTests
{
    private static readonly CarryTask Task = new();

    [Fact]
    public void Generate_Carries_AnswersFollowFromWhatIsSaidLast()
    {
        int deep = 0, untold = 0, again = 0, it = 0;
        TrackingChecks.Read(Task, conversation =>
        {
            var inside = new Dictionary<string, string>();
            foreach (var exchange in conversation)
            {
                string? last = null;
                var known = new List<string>();
                string[] clauses = Sentences(exchange.QuestionText);
                foreach (string clause in clauses)
                {
                    if (Read(clause, last) is var (item, place))
                    {
                        again += inside.ContainsKey(item) ? 1 : 0;
                        it += Regex.IsMatch(clause, @"\bit\b") ? 1 : 0;
                        inside[item] = place;
                        known.Add(Follow(inside, item)[^1]);
                        last = item;
                    }
                }

                if (exchange.Task == "facts")
                {
                    Assert.Equal(known, TrackingChecks.Partials(exchange));
                    continue;
                }

                string asked = exchange.HeldOutKey![(exchange.HeldOutKey!.IndexOf('|', StringComparison.Ordinal) + 1)..];
                Assert.Contains(asked, clauses.SelectMany(TrackingChecks.Words));
                if (exchange.Task == "untold")
                {
                    Assert.DoesNotContain(asked, inside.Keys);
                    Assert.Equal("You have not told me that.", exchange.Answer);
                    untold++;
                    continue;
                }

                var way = Follow(inside, asked);
                Assert.Equal([.. known, way[^1]], TrackingChecks.Partials(exchange));
                Assert.Equal(($"It is the {way[^1]}.", way.Count), (exchange.Answer, exchange.Level));
                deep += exchange.Level > 3 ? 1 : 0;
            }
        });

        Assert.True(deep > 200 && untold > 20 && again > 500 && it > 50, $"{deep} {untold} {again} {it}");
    }

    [Fact]
    public void Generate_FourContainersAndMore_CannotBeGuessedFromWhatIsSaidLast()
    {
        double guessed = TrackingChecks.Guessed(Task, (text, answer) =>
            answer == $"It is the {Sentences(text).Select(clause => Read(clause, "it")).OfType<(string Item, string Place)>().Last().Place}.");
        Assert.InRange(guessed, 20, 60);
    }

    private static string[] Sentences(string text) => [.. TrackingChecks.Clauses(Joins().Replace(text.ToLowerInvariant(), ". ").Replace("my friend", "someone", StringComparison.Ordinal))];

    /// <summary>What a clause says is where; null for a question.</summary>
    private static (string Item, string Place)? Read(string clause, string? before)
    {
        if (clause.Split(' ').Any(word => word is "where" or "where's" or "which" or "what" or "find" or "about" or "how") || clause.StartsWith("and the", StringComparison.Ordinal))
        {
            return null;
        }

        if (Reversed().Match(clause) is { Success: true } reversed)
        {
            return (reversed.Groups[2].Value, reversed.Groups[1].Value);
        }

        var told = Told().Match(clause);
        return !told.Success ? null : (told.Groups[1].Value is "it" ? before! : told.Groups[2].Value, told.Groups[3].Value);
    }

    private static List<string> Follow(Dictionary<string, string> inside, string item)
    {
        var way = new List<string>();
        while (inside.TryGetValue(item, out string? next))
        {
            Assert.True(way.Count < inside.Count, "Something is inside itself.");
            way.Add(next);
            item = next;
        }

        return way;
    }

    [GeneratedRegex(@", then |\. then |\. next, |\. after that, |\. now |; ")]
    private static partial Regex Joins();

    [GeneratedRegex(@"^(?:now )?(?:in )?(?:the|my|her|his|our) (\w+) (?:there is|holds|contains) (?:an?|my|her|his|our) (\w+)")]
    private static partial Regex Reversed();

    [GeneratedRegex(@"\b(?:(it)|(?:the|an?|my|her|his|our) (\w+))\b.*? (?:the|my|her|his|our) (\w+)")]
    private static partial Regex Told();
}
