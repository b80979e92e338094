namespace DualPath.Training.Tasks;

/// <summary>
/// What the model knows by heart: countries, chemical elements and some everyday tables. The level is the number of facts that have to be
/// put together: the currency of the country whose capital is Paris takes two. Most questions of training are of the first level, however far it has come: that is where the facts are.
/// </summary>
internal sealed class FactTask : ITask
{
    private const int MostQuestions = 4;

    private static readonly (double Share, IReadOnlyList<FactForm> Forms)[] Areas =
        [(0.6, [.. CountryForms.All, .. CountryChains.All]), (0.2, ElementForms.All), (0.2, EverydayForms.All)];

    /// <summary>Words that are written with a capital wherever they stand. Uncapitalised parts of names, such as "of", are not among them.</summary>
    public static IReadOnlySet<string> ProperNouns { get; } = Tables().SelectMany(Engine.Tokenization.Vocabulary.WordsOf)
        .Concat("North East South West".Split(' ')).Where(word => char.IsUpper(word[0])).ToHashSet(StringComparer.Ordinal);

    public string Name => "fact";

    public string Domain => "facts";

    public int MaxLevel => 3;

    public IEnumerable<string> Wordings =>
        [.. Areas.SelectMany(area => area.Forms).SelectMany(form => form.Patterns.Concat(form.FollowUps)), .. Tables(), .. ElementForms.ElementNames, FactForm.AnswerWords];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        int questions = exactLevel ? 1 : random.Next(1, MostQuestions + 1);
        var exchanges = new List<Exchange>(questions);
        FactForm? last = null;
        for (int i = 0; i < questions; i++)
        {
            int now = exactLevel ? level : Math.Min(level, random.Next(20) switch { < 13 => 1, < 18 => 2, _ => 3 });
            bool follow = !plain && last is { FollowUps.Count: > 0 } && random.Next(2) == 0;
            var form = follow ? last! : Draw(random, now);
            var fact = form.Draw(random);
            var question = FactForm.Word(random, fact, follow ? form.FollowUps : plain ? [form.Patterns[0]] : form.Patterns);

            // "And of Spain?" asks what the question before it asked.
            string key = string.Concat(question.Select(part => part.Text)).ToLowerInvariant() + (follow ? $"|{form.Patterns[0]}" : string.Empty);
            exchanges.Add(new Exchange(Name, form.Level, question, fact.Answer, key));
            last = form;
        }

        return exchanges;
    }

    private static IEnumerable<string> Tables() =>
    [
        .. Country.All.SelectMany(country => (string?[])[country.Name, .. country.Aliases, country.Capital, country.Continent, country.Currency, .. country.Languages]).OfType<string>(),
        .. CountryForms.Cities, .. ElementForms.Symbols, .. EverydayForms.Words,
    ];

    /// <summary>A form of a level: first the area by its share, then the form by its weight.</summary>
    private static FactForm Draw(Random random, int level)
    {
        var forms = Pick(random, [.. Areas.Where(area => area.Forms.Any(form => form.Level == level))], area => area.Share).Forms.Where(form => form.Level == level);
        return Pick(random, [.. forms], form => form.Weight);
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> items, Func<T, double> weight)
    {
        double point = random.NextDouble() * items.Sum(weight);
        foreach (var item in items)
        {
            point -= weight(item);
            if (point < 0)
            {
                return item;
            }
        }

        return items[^1];
    }
}
