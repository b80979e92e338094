using System.Globalization;
using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed partial class ClockTaskTests
{
    [Fact]
    public void Generate_Times_AnswerIsTheTimeOnTheSameClock()
    {
        foreach (var exchange in TaskChecks.Draw(new ClockTask()).SelectMany(conversation => conversation))
        {
            string text = exchange.QuestionText.ToLowerInvariant();
            var found = Span().Match(text);
            var span = Length(found);
            string rest = text.Remove(found.Index, found.Length);
            (var time, string clock) = Time(rest);
            bool back = Back().IsMatch(rest);
            var end = new DateTime(2024, 5, 5).Add(time).Add(back ? -span : span);
            string expected = clock switch
            {
                "am" or "pm" => end.ToString("h:mm tt", CultureInfo.InvariantCulture).ToLowerInvariant(),
                "24" => end.ToString("HH:mm", CultureInfo.InvariantCulture),
                _ => end.ToString("h:mm", CultureInfo.InvariantCulture),
            };
            Assert.Equal($"It is {expected}.", exchange.Answer);
            Assert.Equal(exchange.Level, span.Minutes == 0 ? 1 : span.Hours == 0 ? 2 : 3);
        }
    }

    private static TimeSpan Length(Match span)
    {
        int minutes = span.Groups["half"].Success ? 30 : span.Groups["quarter"].Success ? 15 : Number(span.Groups["minutes"]) + (span.Groups["and"].Success ? 30 : 0);
        return TimeSpan.FromMinutes((60 * Number(span.Groups["hours"])) + minutes);
    }

    private static (TimeSpan Time, string Clock) Time(string text)
    {
        if (Written().Match(text) is { Success: true } written)
        {
            int hour = int.Parse(written.Groups[1].Value, CultureInfo.InvariantCulture);
            int minute = written.Groups[2].Success ? int.Parse(written.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
            string half = written.Groups[3].Value;
            bool day = half.Length == 0 && (hour is 0 or > 12 || written.Groups[1].Value[0] == '0');
            return (new TimeSpan(half.Length == 0 ? hour : (hour % 12) + (half == "pm" ? 12 : 0), minute, 0), half.Length > 0 ? half : day ? "24" : "12");
        }

        if (text.Contains("noon", StringComparison.Ordinal) || text.Contains("midnight", StringComparison.Ordinal))
        {
            return (new TimeSpan(12, 0, 0), "12");
        }

        var said = Said().Match(text);
        int to = said.Groups["by"].Value switch { "quarter" => 15, "half" => 30, var by => TaskChecks.Number(by) ?? 0 };
        return (new TimeSpan(12 + Number(said.Groups["hour"]), said.Groups["side"].Value == "to" ? -to : to, 0), "12");
    }

    private static int Number(Group group) => !group.Success ? 0 : group.Value is "an" ? 1 : TaskChecks.Number(group.Value)!.Value;

    [GeneratedRegex(@"(?<half>half an hour)|(?<quarter>a quarter of an hour)|(?<hours>\w+) and a (?<and>half) hours|(?<hours>\w+) (hours?|h)\b(?<and> and a half)?(( and)? (?<minutes>\w+) min(utes)?)?|(?<minutes>\w+) min(utes)?\b")]
    private static partial Regex Span();

    [GeneratedRegex(@"\b(\d+)(?::(\d\d)(?: ?([ap]m))?| ?(?<3>[ap]m))")]
    private static partial Regex Written();

    [GeneratedRegex(@"((?<by>\w+) (?<side>past|to) )?(?<hour>\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?! (past|to)\b)")]
    private static partial Regex Said();

    [GeneratedRegex(@"\b(before|ago|earlier|minus|subtract|take|must|did)\b")]
    private static partial Regex Back();
}
