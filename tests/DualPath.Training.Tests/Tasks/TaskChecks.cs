using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>What the tests of the tasks share: many drawings, and numbers in digits or words.</summary>
internal static class TaskChecks
{
    private const int Seeds = 1000;

    private static readonly List<string> NumberWords =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>Conversations of every level, exact and not, plain and not.</summary>
    internal static IEnumerable<IReadOnlyList<Exchange>> Draw(ITask task)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            yield return task.Generate(new Random(seed), 1 + (seed % task.MaxLevel), exactLevel: seed % 2 == 0, plain: seed % 10 == 0);
        }
    }

    /// <summary>The value of a number in digits or words; null for any other word.</summary>
    internal static int? Number(string word) =>
        int.TryParse(word, out int value) ? value : NumberWords.IndexOf(word.ToLowerInvariant()) is >= 0 and var index ? index : null;

    /// <summary>The words and signs of a text in small letters; a number is one of them.</summary>
    internal static string[] Words(string text) =>
        [.. System.Text.RegularExpressions.Regex.Matches(text.ToLowerInvariant(), @"\d+|[a-z][a-z']*|\n|[^\s\w]").Select(match => match.Value)];

    internal static int[] Numbers(string text) => [.. Words(text).Select(Number).OfType<int>()];
}
