using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed partial class ConvertTaskTests
{
    private static readonly Dictionary<string, (string Name, string Kind, int Size)> Units = new(StringComparer.Ordinal);

    static ConvertTaskTests()
    {
        Add("second", "time", 1, "sec", "s");
        Add("minute", "time", 60, "min");
        Add("hour", "time", 3600, "h");
        Add("day", "time", 86400);
        Add("week", "time", 604800);
        Add("month", "year", 1);
        Add("year", "year", 12);
        Add("millimeter", "length", 1, "millimetre", "mm");
        Add("centimeter", "length", 10, "centimetre", "cm");
        Add("meter", "length", 1000, "metre", "m");
        Add("kilometer", "length", 1_000_000, "kilometre", "km");
        Add("milliliter", "volume", 1, "millilitre", "ml");
        Add("liter", "volume", 1000, "litre", "l");
        Add("gram", "weight", 1, "g");
        Add("kilogram", "weight", 1000, "kilo", "kg");
        Add("cent", "money", 1);
        Add("euro", "money", 100);
        Add("dollar", "money", 100);
        Add("egg", "eggs", 1);
        Add("dozen", "eggs", 12);
    }

    [Fact]
    public void Generate_Conversions_AmountIsTheSame()
    {
        foreach (var exchange in TaskChecks.Draw(new ConvertTask()).SelectMany(conversation => conversation))
        {
            string text = exchange.QuestionText.ToLowerInvariant();
            var amount = Amount().Matches(text).Single(match => Units.ContainsKey(match.Groups[2].Value));
            var given = Units[amount.Groups[2].Value];
            double count = amount.Groups[1].Value switch { "half a" or "half an" => 0.5, "a" or "an" => 1, var number => TaskChecks.Number(number)!.Value };
            string unit = TaskChecks.Words(text.Remove(amount.Index, amount.Length)).Last(Units.ContainsKey);
            var asked = Units[unit];
            Assert.Equal(given.Kind, asked.Kind);
            double result = count * given.Size / asked.Size;
            string name = unit.Contains("tre", StringComparison.Ordinal) ? unit.TrimEnd('s') : asked.Name;
            Assert.Equal($"That makes {result} {name}{(result == 1 || asked.Name == "dozen" ? "" : "s")}.", exchange.Answer);
        }
    }

    private static void Add(string name, string kind, int size, params string[] others)
    {
        foreach (string other in others.Append(name))
        {
            Units[other] = (name, kind, size);
            Units[other + "s"] = (name, kind, size);
        }
    }

    [GeneratedRegex(@"\b(half an?|an?|\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (\w+)")]
    private static partial Regex Amount();
}
