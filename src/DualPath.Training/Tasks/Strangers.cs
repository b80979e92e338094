using System.Text.RegularExpressions;

namespace DualPath.Training.Tasks;

/// <summary>
/// Puts made-up words in the place of things, places and relations, the same one throughout a conversation: "Ann's blick is Bob." What is followed through a story
/// is followed whatever it is called, and people use more nouns than a vocabulary holds.
/// </summary>
internal static partial class Strangers
{
    // Not what cups and boxes are called, whose plural is told as well, nor relations that have verbs; and nothing that takes "an".
    private static readonly HashSet<string> Replaceable =
    [
        .. Things.Everyday.Concat(Things.Containers).Concat(Things.Rooms).Concat(Things.Places).Concat(RelationWorld.WithoutVerbs)
            .Except(["cup", "box", "drawer", "bowl", "bag"]).Where(word => !"aeiou".Contains(word[0])),
    ];

    /// <summary>Whether a task's stories stay true under other words.</summary>
    public static bool Suit(ITask task) => task.Domain is "relations" or "tracking";

    /// <summary>A conversation with some of its nouns exchanged. The problem, by which it is held out or not, stays what it was.</summary>
    public static IReadOnlyList<Exchange> Introduce(Random random, IReadOnlyList<Exchange> conversation)
    {
        double share = random.NextDouble();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = conversation.SelectMany(exchange => Word().Matches(exchange.QuestionText)).Select(match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. conversation.Select(exchange => exchange with
        {
            Question = [.. exchange.Question.Select(part => part with { Text = Rename(part.Text), Partial = part.Partial is null ? null : Rename(part.Partial) })],
            Answer = Rename(exchange.Answer),
        })];

        string Invent()
        {
            while (true)
            {
                string name = Names.Invent(random).ToLowerInvariant();
                if (taken.Add(name))
                {
                    return name;
                }
            }
        }

        string Rename(string text) => Word().Replace(text, match =>
        {
            string word = match.Value.ToLowerInvariant();
            if (!Replaceable.Contains(word))
            {
                return match.Value;
            }

            if (!names.TryGetValue(word, out string? name))
            {
                names[word] = name = random.NextDouble() < share ? Invent() : word;
            }

            return char.IsUpper(match.Value[0]) ? char.ToUpperInvariant(name[0]) + name[1..] : name;
        });
    }

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
