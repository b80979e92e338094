using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed partial class FactTaskTests
{
    private static readonly string[][] Countries = Read("countries.tsv");
    private static readonly string[][] Elements = Read("elements.tsv");
    private static readonly string[][] Everyday = Read("everyday.tsv");
    private static readonly Dictionary<string, string> CitiesThatAreNoCapitals = new()
    {
        ["Sydney"] = "Australia",
        ["Melbourne"] = "Australia",
        ["New York"] = "the United States",
        ["Chicago"] = "the United States",
        ["Toronto"] = "Canada",
        ["Istanbul"] = "Turkey",
        ["Shanghai"] = "China",
        ["Milan"] = "Italy",
        ["Barcelona"] = "Spain",
        ["Zurich"] = "Switzerland",
        ["Munich"] = "Germany",
        ["Hamburg"] = "Germany",
        ["Lagos"] = "Nigeria",
        ["Mumbai"] = "India",
        ["Dubai"] = "the United Arab Emirates",
        ["Osaka"] = "Japan",
        ["Karachi"] = "Pakistan",
        ["Casablanca"] = "Morocco",
    };

    private readonly FactTask _task = new();

    [Fact]
    public void Generate_PlainWording_AnswerIsWhatTheTablesSay()
    {
        int recomputed = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            var exchange = Assert.Single(_task.Generate(new Random(seed), 1 + (seed % 3), exactLevel: true, plain: true));
            string question = exchange.QuestionText;
            string? expected = PlainOracle(question);
            Assert.True(expected is not null, question);
            Assert.True(expected == exchange.Answer, $"{question} {exchange.Answer} (tables: {expected})");
            recomputed++;
        }

        Assert.Equal(1500, recomputed);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Generate_ForTraining_AsksMostlyForTheFactsThemselves(int level)
    {
        int[] levels = [.. Enumerable.Range(0, 600).SelectMany(seed => _task.Generate(new Random(seed), level)).Select(exchange => exchange.Level)];

        Assert.InRange(levels.Count(asked => asked == 1) / (double)levels.Length, 0.5, 0.8);
        Assert.Equal(Enumerable.Range(1, level), levels.Distinct().Order());
    }

    [Fact]
    public void Generate_AnyWording_NamesTheBridgesInTheirOrder()
    {
        foreach (var exchange in ByHeartChecks.Questions(_task, 2000))
        {
            Assert.True(exchange.Question.Count(part => part.Partial is not null) <= exchange.Level - 1, exchange.QuestionText);
            Assert.All(exchange.Question.Where(part => part.Partial is not null), part => Assert.DoesNotContain(' ', part.Partial!));
            Assert.DoesNotContain('~', exchange.QuestionText);
            Assert.DoesNotContain("  ", exchange.QuestionText, StringComparison.Ordinal);
            Assert.Equal(exchange.QuestionText.ToLowerInvariant(), exchange.HeldOutKey);
        }
    }

    [Fact]
    public void Generate_TwoOrThreeSteps_PartialIsTheCountryOnTheWay()
    {
        int seen = 0;
        foreach (var exchange in ByHeartChecks.Questions(_task, 3000))
        {
            var match = CapitalClause().Match(exchange.Question[0].Text);
            if (exchange.Level > 1 && match.Success)
            {
                seen++;
                Assert.Equal(Countries.Single(row => row[3] == match.Groups[1].Value)[1].Split(' ')[^1], exchange.Question[0].Partial);
            }
        }

        Assert.True(seen > 200);
    }

    [Fact]
    public void Generate_AnyWording_SameQuestionNeverHasTwoAnswers()
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var exchange in ByHeartChecks.Questions(_task, 20000))
        {
            string key = ByHeartChecks.Key(exchange.QuestionText);
            Assert.True(answers.TryAdd(key, exchange.Answer) || answers[key] == exchange.Answer, exchange.QuestionText);
        }
    }

    [Fact]
    public void Generate_YesOrNo_IsBalanced()
    {
        var answers = ByHeartChecks.Questions(_task, 6000).Select(exchange => exchange.Answer).ToArray();
        double yes = answers.Count(answer => answer == "Yes.");
        double no = answers.Count(answer => answer == "No.");
        Assert.InRange(yes / (yes + no), 0.42, 0.58);
    }

    [Fact]
    public void Generate_Vocabulary_HoldsEveryWordAndTheAnswerDecodes()
    {
        var vocabulary = TaskVocabulary.Build([_task]);
        for (int seed = 0; seed < 2000; seed++)
        {
            var conversation = _task.Generate(new Random(seed), 1 + (seed % 3));
            Assert.All(conversation, exchange => ByHeartChecks.AssertKnows(vocabulary, exchange));
            ByHeartChecks.AssertDecodes(vocabulary, conversation);
        }
    }

    [Fact]
    public void Tables_Countries_AreConsistent()
    {
        Assert.Equal(193, Countries.Length);
        Assert.Equal(193, Countries.Select(row => row[1]).Distinct().Count());
        string[] capitals = [.. Countries.Select(row => row[3]).Where(capital => capital != "-")];
        Assert.Equal(capitals.Length, capitals.Distinct().Count());
        foreach (var row in Countries.Where(row => row[7] != "-"))
        {
            foreach (string neighbor in row[7].Split(','))
            {
                var other = Countries.Single(candidate => candidate[1] == neighbor);
                Assert.True(other[7] == "-" || other[7].Split(',').Contains(row[1]), $"{row[1]} and {neighbor}");
            }
        }
    }

    [Theory]
    [InlineData("Croatia", 5, "euro")]
    [InlineData("Bulgaria", 5, "euro")]
    [InlineData("Tanzania", 3, "Dodoma")]
    [InlineData("Kazakhstan", 3, "Astana")]
    [InlineData("Australia", 3, "Canberra")]
    [InlineData("Brazil", 6, "Portuguese")]
    [InlineData("South Africa", 3, "-")]
    [InlineData("Russia", 4, "-")]
    public void Tables_WhatIsOftenWrong_IsRight(string country, int column, string value) =>
        Assert.Equal(value, Countries.Single(row => row[1] == country)[column]);

    [Fact]
    public void Tables_Symbols_AreNoWordsOfOtherTasks()
    {
        var words = TaskSet.All.Where(task => task is not FactTask).SelectMany(task => task.Wordings).SelectMany(Engine.Tokenization.Vocabulary.WordsOf)
            .Concat(Names.Known).Where(word => word.Length > 1).Select(word => word.ToLowerInvariant()).ToHashSet();
        Assert.All(Elements, row => Assert.DoesNotContain(row[1].ToLowerInvariant(), words));
        Assert.Equal(94, Elements.Length);
    }

    /// <summary>Answers the plain wordings from the raw tables, by other means than the generator.</summary>
    private static string? PlainOracle(string question)
    {
        string[] By(string[][] table, int column, string value) => table.Single(row => row[column] == value);
        string[] Country(string name) => Countries.Single(row => row[1] == name || "the " + name == row[1] || row[2].Split(',').Contains(name));
        string Element(int number) => Elements[number - 1][2];
        int Number(string name) => Array.FindIndex(Elements, row => row[2] == name) + 1;
        int NumberOf(string symbol) => Array.FindIndex(Elements, row => row[1] == symbol) + 1;
        string[] Order(string kind) => [.. Everyday.Where(row => row[0] == kind).Select(row => row[1])];
        string Shift(string kind, string from, int steps) => Order(kind) is var order ? order[(Array.IndexOf(order, from) + steps + order.Length) % order.Length] : "";
        string Of(string what, string[] row) => what switch { "capital" => row[3], "currency" => $"the {row[5]}", "continent" => row[4], _ => row[6] };
        string[] Reach(string phrase) =>
            Strip(phrase, "the country whose capital is ") is { } capital ? By(Countries, 3, capital)
            : Strip(phrase, "the country with the capital ") is { } with ? By(Countries, 3, with)
            : Strip(phrase, "the country that has the capital ") is { } has ? By(Countries, 3, has)
            : phrase.EndsWith(" is the capital of", StringComparison.Ordinal) ? By(Countries, 3, phrase["the country ".Length..^" is the capital of".Length])
            : Regex.Match(phrase, "^the country that has (.+) as its capital$") is { Success: true } its ? By(Countries, 3, its.Groups[1].Value)
            : Regex.Match(phrase, "^the country (?:that uses|with|whose currency is) the (.+)$") is { Success: true } money ? By(Countries, 5, money.Groups[1].Value)
            : Regex.Match(phrase, "^the country (?:where they|where people|in which they) speak (.+)$") is { Success: true } spoken ? By(Countries, 6, spoken.Groups[1].Value)
            : Regex.Match(phrase, "^the (?:neighbou?r of|only neighbou?r of|one neighbou?r of|country that borders|country next to|only country next to) (.+)$") is { Success: true } next ? By(Countries, 1, Reach(next.Groups[1].Value)[7])
            : Country(phrase);

        int Place(string ordinal) => Array.IndexOf("first second third fourth fifth sixth seventh eighth".Split(' '), ordinal);
        string ElementAfter(string phrase, int steps) => Element((NumberOf(phrase) is > 0 and var by ? by : Number(phrase)) + steps);
        const string After = "the element (?:after|that comes after|next to come after|that follows) ";

        (string Pattern, Func<GroupCollection, string?> Answer)[] rules =
        [
            ("^Which country is (.+) in\\?$", m => Countries.FirstOrDefault(row => row[3] == m[1].Value)?[1] is { } at ? $"It is {at}." : $"It is {CitiesThatAreNoCapitals[m[1].Value]}."),
            ("^Is the country whose capital is (.+) in (.+)\\?$", m => By(Countries, 3, m[1].Value)[4] == m[2].Value ? "Yes." : "No."),
            ("^Is (.+) the capital of (.+)\\?$", m => Country(m[2].Value)[3] == m[1].Value ? "Yes." : "No."),
            ("^Is the (.+) the currency of (.+)\\?$", m => Country(m[2].Value)[5] == m[1].Value ? "Yes." : "No."),
            ("^Do they speak (.+) in (.+)\\?$", m => Country(m[2].Value)[6].Split(',').Contains(m[1].Value) ? "Yes." : "No."),
            ("^Is (.+) the symbol of (.+)\\?$", m => By(Elements, 2, m[2].Value)[1] == m[1].Value ? "Yes." : "No."),
            ("^Is (.+) in (.+)\\?$", m => Country(m[1].Value)[4] == m[2].Value ? "Yes." : "No."),
            ("^Does (.+) border (.+)\\?$", m => Country(m[1].Value)[7].Split(',').Contains(m[2].Value) || Country(m[2].Value)[7].Split(',').Contains(m[1].Value) ? "Yes." : "No."),
            ("^(.+) is the capital of which country\\?$", m => $"It is {By(Countries, 3, m[1].Value)[1]}."),
            ("^Which country uses the (.+)\\?$", m => $"It is {By(Countries, 5, m[1].Value)[1]}."),
            ("^In which country do they speak (.+)\\?$", m => $"It is {By(Countries, 6, m[1].Value)[1]}."),
            ("^Which country borders (.+)\\?$", m => $"It is {Country(m[1].Value)[7]}."),
            ("^Where is (.+)\\?$", m => $"It is in {Country(m[1].Value)[4]}."),
            ("^What is the (capital|currency) of (.+)\\?$", m => $"It is {Of(m[1].Value, Reach(m[2].Value))}."),
            ("^On which (continent) is (.+)\\?$", m => $"It is {Of(m[1].Value, Reach(m[2].Value))}."),
            ("^What (language) do they speak in (.+)\\?$", m => $"It is {Of(m[1].Value, Reach(m[2].Value))}."),
            ($"^What is the symbol of {After}{After}(.+)\\?$", m => $"It is {Elements[Number(m[1].Value) + 1][1]}."),
            ($"^What is the symbol of {After}(.+)\\?$", m => $"It is {Elements[Number(ElementAfter(m[1].Value, 1)) - 1][1]}."),
            ("^What is the symbol of element (.+)\\?$", m => $"It is {Elements[int.Parse(m[1].Value) - 1][1]}."),
            ("^What is the symbol of (.+)\\?$", m => $"It is {By(Elements, 2, m[1].Value)[1]}."),
            ("^What is the atomic number of (.+)\\?$", m => $"It is {(NumberOf(m[1].Value) is > 0 and var by ? by : Number(m[1].Value))}."),
            ("^Which element has the symbol (.+)\\?$", m => $"It is {By(Elements, 1, m[1].Value)[2]}."),
            ("^Which element has the number (.+)\\?$", m => $"It is {Element(int.Parse(m[1].Value))}."),
            ($"^Which element comes after {After}(.+)\\?$", m => $"It is {ElementAfter(m[1].Value, 2)}."),
            ("^Which element comes after (.+)\\?$", m => $"It is {ElementAfter(m[1].Value, 1)}."),
            ("^What is a baby (.+) called\\?$", m => $"It is {Everyday.Single(row => row[0] == "baby" && row[1] == m[1].Value)[2]}."),
            ("^What does (an? .+) become\\?$", m => Everyday.Single(row => row[0] == "baby" && row[2] == m[1].Value)[1] is var grown ? $"It is {("aeiou".Contains(grown[0]) ? "an" : "a")} {grown}." : null),
            ("^What is the opposite of (.+)\\?$", m => $"It is {Everyday.Where(row => row[0] == "opposite").Select(row => row[1] == m[1].Value ? row[2] : row[2] == m[1].Value ? row[1] : null).Single(word => word is not null)}."),
            ("^What color do (.+) and (.+) make\\?$", m => $"It is {Everyday.Single(row => row[0] == "mix" && (row[1] == $"{m[1].Value}+{m[2].Value}" || row[1] == $"{m[2].Value}+{m[1].Value}"))[2]}."),
            ("^What color is (.+)\\?$", m => $"It is {Everyday.Single(row => row[0] == "color" && row[1] == m[1].Value)[2]}."),
            ("^How many (legs|sides) does (.+) have\\?$", m => $"That makes {Everyday.Single(row => row[0] == m[1].Value && row[1] == m[2].Value)[2]}."),
            ("^How many days does (.+) have\\?$", m => $"That makes {DateTime.DaysInMonth(2026, DateTime.Parse($"1 {m[1].Value} 2026", System.Globalization.CultureInfo.InvariantCulture).Month)} days."),
            ("^Which planet is the (.+) from the sun\\?$", m => $"It is {Order("planet")[Place(m[1].Value)]}."),
            ("^Which planet comes after the planet after the planet after (.+)\\?$", m => $"It is {Shift("planet", m[1].Value, 3)}."),
            ("^Which planet comes after the planet after (.+)\\?$", m => $"It is {Shift("planet", m[1].Value, 2)}."),
            ("^Which planet comes before the planet before (.+)\\?$", m => $"It is {Shift("planet", m[1].Value, -2)}."),
            ("^Which (planet|season) comes (after|before) (.+)\\?$", m => $"It is {Shift(m[1].Value, m[3].Value, m[2].Value == "after" ? 1 : -1)}."),
        ];
        foreach (var (pattern, answer) in rules)
        {
            if (Regex.Match(question, pattern) is { Success: true } match)
            {
                return answer(match.Groups);
            }
        }

        return null;
    }

    private static string? Strip(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;

    private static string[][] Read(string file)
    {
        using var reader = new StreamReader(typeof(FactTask).Assembly.GetManifestResourceStream(file)!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'))];
    }

    [GeneratedRegex("the country (?:whose capital is|with the capital|that has the capital) (.+)$")]
    private static partial Regex CapitalClause();
}
