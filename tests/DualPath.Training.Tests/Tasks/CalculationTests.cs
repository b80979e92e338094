using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>Sums, differences, products and comparisons, computed again from the numbers in the question.</summary>
public sealed partial class CalculationTests
{
    [Fact]
    public void Generate_Sums_AnswerIsTheSum() => Check(new SumTask(), (numbers, _) => numbers.Sum(), numbers => Digits(numbers.Max()));

    [Fact]
    public void Generate_Differences_AnswerIsTheDifference() =>
        Check(new DifferenceTask(), (numbers, _) => Math.Abs(numbers[0] - numbers[1]), numbers => Digits(numbers.Max()));

    [Fact]
    public void Generate_DifferencesWithVerb_TakeTheRightOneAway()
    {
        foreach (var exchange in TaskChecks.Draw(new DifferenceTask()).SelectMany(conversation => conversation))
        {
            int[] numbers = TaskChecks.Numbers(exchange.QuestionText);
            bool swapped = Swapped().IsMatch(exchange.QuestionText);
            Assert.True(exchange.QuestionText.Contains("ifference", StringComparison.Ordinal) || (swapped ? numbers[1] >= numbers[0] : numbers[0] >= numbers[1]), exchange.QuestionText);
        }
    }

    [Fact]
    public void Generate_Products_AnswerIsTheProduct()
    {
        foreach (var exchange in TaskChecks.Draw(new ProductTask()).SelectMany(conversation => conversation))
        {
            int[] numbers = TaskChecks.Numbers(exchange.QuestionText);
            string text = exchange.QuestionText.ToLowerInvariant();
            int result = text.Contains("hal", StringComparison.Ordinal) ? numbers[^1] / 2
                : numbers.Length == 1 ? 2 * numbers[0]
                : numbers[0] * numbers[1];
            Assert.Equal($"That makes {result}.", exchange.Answer);
            Assert.True(exchange.Level == 2 ? numbers.Max() > 10 : numbers.Max() <= 24 && result <= 100, text);
        }
    }

    [Fact]
    public void Generate_Comparisons_AnswerIsTheRightOne()
    {
        foreach (var exchange in TaskChecks.Draw(new CompareTask()).SelectMany(conversation => conversation))
        {
            // "The larger one" is no number.
            string text = Pronoun().Replace(exchange.QuestionText, string.Empty);
            int[] numbers = TaskChecks.Numbers(text);
            bool less = Less().IsMatch(exchange.QuestionText);
            Assert.Equal(exchange.Level == 2 ? 3 : 2, numbers.Length);
            string first = $"{(less ? numbers.Min() : numbers.Max())}";
            if (exchange.Question.FirstOrDefault(part => part.Partial is not null) is { } noted)
            {
                Assert.Equal(numbers[0] > numbers[1] ? "more" : numbers[0] < numbers[1] ? "less" : "equal", noted.Partial);
                Assert.Equal(numbers, TaskChecks.Numbers(noted.Text));
            }
            else
            {
                Assert.Contains(exchange.Answer, char.IsDigit);
            }

            if (text.Contains("equal", StringComparison.Ordinal) || text.Contains("same", StringComparison.Ordinal))
            {
                Assert.Equal(numbers[0] == numbers[1] ? "Yes." : "No.", exchange.Answer);
            }
            else if (text.Contains("than", StringComparison.Ordinal) || text.Contains('<', StringComparison.Ordinal) || text.Contains('>', StringComparison.Ordinal))
            {
                Assert.Equal((less ? numbers[0] < numbers[1] : numbers[0] > numbers[1]) ? "Yes." : "No.", exchange.Answer);
            }
            else if (exchange.Answer.Any(char.IsDigit))
            {
                Assert.Equal($"It is {first}.", exchange.Answer);
            }
            else
            {
                Assert.Matches($"{exchange.Answer[6..^1]}( is| has| got) {first}\\b", text);
            }
        }
    }

    private static void Check(ITask task, Func<int[], string, int> compute, Func<int[], int> level)
    {
        foreach (var exchange in TaskChecks.Draw(task).SelectMany(conversation => conversation))
        {
            int[] numbers = TaskChecks.Numbers(exchange.QuestionText);
            Assert.Equal(2, numbers.Length);
            Assert.Equal($"That makes {compute(numbers, exchange.QuestionText)}.", exchange.Answer);
            Assert.Equal(level(numbers), exchange.Level);
        }
    }

    private static int Digits(int number) => $"{number}".Length;

    [GeneratedRegex(@"\b(subtract|take|away|deduct) \w+ (away )?(from|off)|less than|(less|smaller) is|add to|missing from", RegexOptions.IgnoreCase)]
    private static partial Regex Swapped();

    [GeneratedRegex("(which|er|est) one|of the two|one of|which number is|true or false", RegexOptions.IgnoreCase)]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"\b(less|smaller|lower|smallest|lowest|minimum|fewer|younger)\b|<", RegexOptions.IgnoreCase)]
    private static partial Regex Less();
}
