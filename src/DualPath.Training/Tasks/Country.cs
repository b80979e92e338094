namespace DualPath.Training.Tasks;

/// <summary>A country with what is to be known about it; null or empty where there is no single clear answer.</summary>
/// <param name="Name">Its name with its article, as in "the Netherlands".</param>
/// <param name="Aliases">Other names that people ask by.</param>
/// <param name="Capital">Its capital.</param>
/// <param name="Continent">Its continent.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Languages">Its main languages.</param>
/// <param name="Neighbors">The names of its neighbors on land.</param>
/// <param name="WellKnown">Whether it is asked about more often.</param>
internal sealed record Country(
    string Name, string[] Aliases, string? Capital, string? Continent, string? Currency, string[] Languages, string[] Neighbors, bool WellKnown)
{
    private static readonly Dictionary<string, Country> ByName = FactData.Rows("countries.tsv")
        .Select(row => new Country(row[1]!, List(row[2]), row[3], row[4], row[5], List(row[6]), List(row[7]), row[0] is not null))
        .ToDictionary(country => country.Name, StringComparer.Ordinal);

    /// <summary>All countries.</summary>
    public static IReadOnlyCollection<Country> All => ByName.Values;

    /// <summary>The countries of which a condition holds, the well-known ones three times.</summary>
    public static IReadOnlyList<Country> Where(Func<Country, bool> holds) => FactData.Weighted(All.Where(holds), country => country.WellKnown);

    /// <summary>The only neighbor, for countries that have one.</summary>
    public Country? OnlyNeighbor => Neighbors is [var one] ? ByName[one] : null;

    /// <summary>Whether the capital has a name that does not give the country away.</summary>
    public bool HasOwnCapital => Capital is not null && !Capital.Contains(FactForm.LastWord(Name), StringComparison.Ordinal);

    /// <summary>How somebody asks for it: mostly by its name, at times by another or without the article.</summary>
    public string Asked(Random random) => random.Next(5) switch
    {
        0 when Aliases.Length > 0 => Names.Pick(random, Aliases),
        1 when Name.StartsWith("the ", StringComparison.Ordinal) => Name[4..],
        _ => Name,
    };

    /// <summary>Whether no other country has the same in this respect.</summary>
    public bool IsAlone(Func<Country, string?> respect) => respect(this) is { } mine && All.Count(other => respect(other) == mine) == 1;

    private static string[] List(string? cell) => cell?.Split(',') ?? [];
}
