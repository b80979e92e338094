using System.Globalization;
using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed partial class CalendarTaskTests
{
    private const string MonthNames = "january|february|march|april|may|june|july|august|september|october|november|december";
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    private static readonly List<string> Months = [.. MonthNames.Split('|')];

    [Fact]
    public void Generate_StepsChainsAndDates_AnswerFollowsFromTheQuestion()
    {
        var asked = new int[3];
        foreach (var conversation in TaskChecks.Draw(new CalendarTask()))
        {
            if (conversation.Any(exchange => exchange.QuestionText.Contains("The ", StringComparison.Ordinal) && Event().IsMatch(exchange.QuestionText)))
            {
                asked[2] += CheckEvents(conversation);
                continue;
            }

            foreach (var exchange in conversation)
            {
                string text = exchange.QuestionText.ToLowerInvariant();
                bool date = exchange.HeldOutKey!.Contains(' ') && Date().IsMatch(text);
                asked[date ? 0 : 1]++;
                Assert.Equal($"It is {(date ? OnDate(text) : Walk(exchange))}.".ToLowerInvariant(), exchange.Answer.ToLowerInvariant());
            }
        }

        Assert.All(asked, count => Assert.True(count > 100));
    }

    /// <summary>Follows the steps in order, and checks the partial result at each.</summary>
    private static string Walk(Exchange exchange)
    {
        string before = string.Empty;
        foreach (var part in exchange.Question)
        {
            before += part.Text;
            if (part.Partial is not null)
            {
                Assert.Equal(Position(before).At, part.Partial.ToLowerInvariant());
            }
        }

        (string at, int steps) = Position(exchange.QuestionText);
        Assert.Equal(exchange.Level, Math.Max(1, steps));
        return at;
    }

    private static (string At, int Steps) Position(string question)
    {
        string text = question.ToLowerInvariant();
        string start = TaskChecks.Words(text).First(word => Days.Contains(word) || Months.Contains(word));
        IReadOnlyList<string> names = Days.Contains(start) ? Days : Months;
        int at = names.ToList().IndexOf(start);
        var steps = Step().Matches(text);
        foreach (Match step in steps)
        {
            // The direction may stand before the number or behind it.
            string around = text[Math.Max(0, text[..step.Index].LastIndexOfAny([',', '.', ';', '\n', ':']))..step.Index] + Behind().Match(text, step.Index + step.Length).Value;
            at += Count(step) * (Back().IsMatch(around) ? -1 : 1);
        }

        if (steps.Count == 0)
        {
            at += Named(text);
        }

        return (names[((at % names.Count) + names.Count) % names.Count], steps.Count);
    }

    /// <summary>Steps without a number: from what is said to be today, yesterday or tomorrow to what is asked for.</summary>
    private static int Named(string text)
    {
        if (!text.Contains("tomorrow", StringComparison.Ordinal) && !text.Contains("yesterday", StringComparison.Ordinal))
        {
            return text.Contains("before", StringComparison.Ordinal) ? -1 : text.Contains("after", StringComparison.Ordinal) || text.Contains("follows", StringComparison.Ordinal) ? 1 : 0;
        }

        int known = Regex.IsMatch(text, "(^|if )yesterday was") ? -1 : Regex.IsMatch(text, "(^|if )tomorrow is") ? 1 : 0;
        string asked = Regex.Replace(text, "(today|yesterday|tomorrow|it) (is|was) \\w*day", string.Empty);
        int wanted = asked.Contains("after tomorrow", StringComparison.Ordinal) ? 2 : asked.Contains("before yesterday", StringComparison.Ordinal) ? -2
            : asked.Contains("tomorrow", StringComparison.Ordinal) ? 1 : asked.Contains("yesterday", StringComparison.Ordinal) ? -1 : 0;
        return wanted - known;
    }

    private static string OnDate(string text)
    {
        var date = Date().Match(text);
        string month = date.Groups["month"].Value;
        var day = new DateTime(2023, Months.IndexOf(month) + 1, int.Parse(date.Groups["day"].Value, CultureInfo.InvariantCulture));
        string rest = text.Remove(date.Index, date.Length);
        int by = Step().Match(rest) is { Success: true } step ? Count(step) * (Regex.IsMatch(rest, @"\b(before|ago)\b") ? -1 : 1) : Named(rest);
        return day.AddDays(by).ToString(date.Value.StartsWith(month, StringComparison.Ordinal) ? "MMMM d" : "d MMMM", CultureInfo.InvariantCulture).ToLowerInvariant();
    }

    private static int CheckEvents(IReadOnlyList<Exchange> conversation)
    {
        var day = new Dictionary<string, (int Day, int Depth)>(StringComparer.Ordinal);
        int asked = 0;
        foreach (var exchange in conversation)
        {
            string[] sentences = exchange.QuestionText.ToLowerInvariant().Split(['.', '\n'], StringSplitOptions.RemoveEmptyEntries);
            foreach (string sentence in sentences)
            {
                if (Regex.Match(sentence, @"^ ?the (\w+) is on (\w+day)$") is { Success: true } first)
                {
                    day[first.Groups[1].Value] = (Array.IndexOf(Days, first.Groups[2].Value), 0);
                }
                else if (Event().Match(sentence) is { Success: true } fact)
                {
                    (int from, int depth) = day[fact.Groups["base"].Value];
                    int count = fact.Groups["span"].Value.Trim() == "the day" ? 1 : Count(Step().Match(fact.Groups["span"].Value));
                    day[fact.Groups["event"].Value] = (from + (fact.Groups["side"].Value == "after" ? count : -count) + 28, depth + 1);
                }
            }

            var partials = exchange.Question.Where(part => part.Partial is not null).Select(part => part.Partial!.ToLowerInvariant()).ToArray();
            Assert.True(partials.Length == 0 || partials.SequenceEqual(day.Values.Select(value => Days[value.Day % 7])));
            if (exchange.Task != "facts")
            {
                (int at, int depth) = day[TaskChecks.Words(sentences[^1]).Last(day.ContainsKey)];
                Assert.Equal(exchange.Level, depth);
                Assert.Equal($"it is {Days[at % 7]}.", exchange.Answer.ToLowerInvariant());
                asked++;
            }
        }

        return asked;
    }

    private static int Count(Match step) =>
        (step.Groups["count"].Value == "a" ? 1 : TaskChecks.Number(step.Groups["count"].Value)!.Value) * (step.Groups["unit"].Value == "week" ? 7 : 1);

    [GeneratedRegex(@"\b(?<count>\d+|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?<unit>day|week|month)s?\b(?! of)", RegexOptions.IgnoreCase)]
    private static partial Regex Step();

    [GeneratedRegex(@"\G[^,.;:\n]*")]
    private static partial Regex Behind();

    [GeneratedRegex(@"\b(back|backward|before|ago|earlier|subtract|minus)\b")]
    private static partial Regex Back();

    [GeneratedRegex($@"(?<month>{MonthNames}) (?<day>\d+)(st|nd|rd|th)?\b|(the )?(?<day>\d+)(st|nd|rd|th)?( of)? (?<month>{MonthNames})\b")]
    private static partial Regex Date();

    [GeneratedRegex(@"the (?<event>\w+) (is|comes) (?<span>[\w ]+?) (?<side>after|before) the (?<base>\w+)$|(?<span>[\w ]+?) (?<side>after|before) the (?<base>\w+) is the (?<event>\w+)$|^The \w+ is on \w+day", RegexOptions.IgnoreCase)]
    private static partial Regex Event();
}
