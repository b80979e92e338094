using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed class OperationsTaskTests
{
    private static readonly Dictionary<string, char> Operations = new[]
    {
        (Sign: '+', Words: "add plus + up rises grows increases"),
        (Sign: '-', Words: "away off subtract minus - remove down drops falls decreases"),
        (Sign: '*', Words: "multiply multiplied times * x"),
        (Sign: '/', Words: "divide divided"),
    }.SelectMany(entry => entry.Words.Split(' '), (entry, word) => (word, entry.Sign)).ToDictionary(StringComparer.Ordinal);

    [Fact]
    public void Generate_Chains_AnswerAndPartialsFollowFromTheOperationsInOrder()
    {
        int partials = 0;
        foreach (var conversation in TaskChecks.Draw(new OperationsTask()))
        {
            int? value = null;
            int steps = 0;
            foreach (var exchange in conversation)
            {
                // A question that begins with an operation goes on from the last answer; one without any asks about what was told.
                string before = string.Empty;
                int? start = value;
                int told = steps;
                int digit = 0;
                int? known = null;
                foreach (var part in exchange.Question)
                {
                    before += part.Text;
                    (value, steps) = Follow(before, start, told);
                    if (part.Partial is not null)
                    {
                        // Tens and hundreds follow at the next tokens, where the next operation may begin already; where that is a number of one digit, there is no room for the hundreds.
                        bool ends = TaskChecks.Number(TaskChecks.Words(before)[^1]) is not null && (before.Length == exchange.QuestionText.Length || !char.IsDigit(exchange.QuestionText[before.Length]));
                        digit = digit == 2 && ends ? 0 : digit;
                        known = digit == 0 ? value : known;
                        Assert.InRange(known!.Value, 0, 999);
                        Assert.Equal($"{known / (int)Math.Pow(10, digit) % 10}", part.Partial);
                        digit = digit == 0 || (digit == 1 && known > 99) ? digit + 1 : 0;
                        partials++;
                    }
                }

                if (exchange.Task == "operations")
                {
                    Assert.Equal($"That makes {value}.", exchange.Answer);
                    Assert.Equal(exchange.Level, steps);
                    steps = 0;
                }
            }
        }

        Assert.True(partials > 5000);
    }

    private static (int? Value, int Steps) Follow(string text, int? start, int told)
    {
        string[] words = TaskChecks.Words(text);
        int number = Array.FindIndex(words, word => TaskChecks.Number(word) is not null);
        int operation = Array.FindIndex(words, word => Operations.ContainsKey(word) || word is "double" or "triple" or "halve" or "half");
        int? value = number < 0 || (operation >= 0 && operation < number) ? start : null;
        int steps = told;
        char pending = ' ';
        foreach (string word in words)
        {
            if (TaskChecks.Number(word) is { } operand)
            {
                // "Multiply 5 by 6" names its operation before either number.
                bool first = value is null;
                steps += first ? 0 : 1;
                value = value is null ? operand : pending switch { '+' => value + operand, '-' => value - operand, '*' => value * operand, '/' => value / operand, _ => throw new InvalidOperationException(text) };
                pending = first && pending == '*' ? '*' : ' ';
            }
            else if (word.StartsWith("doubl", StringComparison.Ordinal) || word.StartsWith("tripl", StringComparison.Ordinal))
            {
                value *= word[0] == 'd' ? 2 : 3;
                steps++;
            }
            else if (word.StartsWith("hal", StringComparison.Ordinal))
            {
                Assert.True(value % 2 == 0, text);
                value /= 2;
                steps++;
            }
            else
            {
                pending = Operations.GetValueOrDefault(word, pending);
            }
        }

        return (value, steps);
    }
}
