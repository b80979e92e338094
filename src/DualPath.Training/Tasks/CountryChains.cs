using static DualPath.Training.Tasks.FactForm;

namespace DualPath.Training.Tasks;

/// <summary>Questions that need two or three facts about countries: one leads to the country, the next starts from there.</summary>
internal static class CountryChains
{
    private const string WithItsCapital =
        "the country [whose capital is {0}~|whose capital is {0}~|with the capital {0}~|that has {0} as its capital~|{0} is the capital of~|that has the capital {0}~]";

    private const string OnlyNeighbor = "the [[neighbor|neighbour] of {0}~|only [neighbor|neighbour] of {0}~|one [neighbor|neighbour] of {0}~|country that borders {0}~|country next to {0}~|only country next to {0}~]";

    private const string NeighborOfCapital =
        "the [only [neighbor|neighbour] of|country that borders|country next to] the country [whose capital is|with the capital] {0}~";

    private static readonly IReadOnlyList<Country> WithCapital = Country.Where(country => country.HasOwnCapital);
    private static readonly IReadOnlyList<Country> WithNeighbor = Country.Where(country => country.OnlyNeighbor is not null);

    public static IReadOnlyList<FactForm> All { get; } =
    [
        .. To(2, 4, WithItsCapital, ["{0} is the capital of a country~.", "take the country with the capital {0}~."], WithCapital, country => country.Capital!, country => country, capital: false),
        .. To(2, 1, OnlyNeighbor, ["{0} has one [neighbor|neighbour]~.", "one country borders {0}~."], WithNeighbor, country => country.Name, country => country.OnlyNeighbor, capital: true),
        .. To(3, 1, NeighborOfCapital, ["{0} is the capital of a country~. it has one [neighbor|neighbour]~.", "take the country with the capital {0}~. it borders one country~."],
            [.. WithNeighbor.Where(country => country.HasOwnCapital)], country => country.Capital!, country => country.OnlyNeighbor, capital: true),
        Capital("the country [that uses|with|whose currency is] the {0}~", country => country.IsAlone(other => other.Currency) ? country.Currency : null,
            "[they|people] [use|pay with] the {0} in one country~."),
        Capital("the country [where they|where people|in which they] speak {0}~",
            country => country.Languages is [var one] && country.IsAlone(other => other.Languages.Contains(one) ? one : null) ? one : null, "[they|people] speak {0} in one country~."),
        new(2, 2, [
            "is the country whose capital is {0}~ in {1}?", .. YesNo($"is {WithItsCapital} [in|located in|part of] {{1}}"), .. YesNo($"does {WithItsCapital} belong to {{1}}")], InContinent),
    ];

    /// <summary>The currency, language, continent and perhaps the capital of a country that a phrase leads to.</summary>
    /// <param name="level">How many facts are needed.</param>
    /// <param name="weight">The weight of each form.</param>
    /// <param name="phrase">The phrase.</param>
    /// <param name="told">The phrase told from left to right, before the question.</param>
    /// <param name="from">Where the phrases start.</param>
    /// <param name="given">What they name of it.</param>
    /// <param name="to">The country they lead to.</param>
    /// <param name="capital">Whether the capital is asked, and not the continent, which neighbors mostly share.</param>
    private static IEnumerable<FactForm> To(
        int level, double weight, string phrase, string[] told, IReadOnlyList<Country> from, Func<Country, string> given, Func<Country, Country?> to, bool capital)
    {
        // The last bridge of three is known at the end of the question.
        string end = level == 3 ? "~" : string.Empty;
        string[] Told(string question) => [.. told.Select(sentence => $"{sentence} {question}")];
        FactForm Form(Func<Country, string?> asked, params string[] patterns) =>
            new(level, weight, [.. patterns.Select(pattern => pattern + (pattern.Count(c => c == '~') < 2 ? end : string.Empty))], random =>
            {
                var start = Names.Pick(random, [.. from.Where(country => asked(to(country)!) is not null)]);
                var goal = to(start)!;
                return new Fact([given(start)], $"It is {asked(goal)}.", level == 3 ? [start.Name, goal.Name] : [goal.Name]);
            });

        yield return Form(country => country.Currency is { } currency ? $"the {currency}" : null, [
            $"what is the currency of {phrase}?", .. About($"the [currency|money] [of|of|in|used in] {phrase}"), .. Direct($"[which|what] [currency|money] is used in {phrase}"),
            .. Direct($"[which|what] [currency|money] do [they|people] [use|have] in {phrase}"), $"what do [they|people|I] pay with in {phrase}?",
            .. Told("[what is its currency?|which currency does it use?|what do they pay with there?|which money is used there?]")]);
        yield return Form(country => country.Languages is [var one] ? one : null, [
            $"what language do they speak in {phrase}?", .. About($"the language [of|in|spoken in] {phrase}"), .. Direct($"[what|which] language is spoken in {phrase}"),
            .. Direct($"[which|what] language do [they|people] [speak|use|talk] in {phrase}"), $"what do [they|people] speak in {phrase}?",
            .. Told("[what is its language?|which language do they speak there?|what do people speak there?]")]);
        yield return capital
            ? Form(country => country.Capital, [
                $"what is the capital of {phrase}?", .. About($"the capital of {phrase}"), .. Direct($"[which|what] city is the capital of {phrase}"),
                .. Told("[what is its capital?|which city is its capital?|what is the capital there?]")])
            : Form(country => country.Continent, [
                $"on which continent is {phrase}?", $"[on|in] [which|what] continent is {phrase}[?|]", $"[which|what] continent is {phrase} [on|in|part of]?",
                .. About($"the continent of {phrase}"), $"in [which|what] part of the world is {phrase}?", $"to which continent does {phrase} belong?",
                .. Told("[on which continent is it?|which continent is that on?|what is its continent?]")]);
    }

    private static FactForm Capital(string phrase, Func<Country, string?> given, string told)
    {
        var countries = Country.Where(country => country.Capital is not null && given(country) is not null);
        return new FactForm(2, 1.5, [
            $"what is the capital of {phrase}?", .. About($"the capital [||city] of {phrase}"), .. Direct($"[which|what] city is the capital of {phrase}"),
            $"{told} [what is its capital?|which city is its capital?|what is the capital there?]"], random =>
            {
                var country = Names.Pick(random, countries);
                return new Fact([given(country)!], $"It is {country.Capital}.", country.Name);
            });
    }

    private static Fact InContinent(Random random)
    {
        var known = WithCapital.Where(country => country.Continent is not null).ToArray();
        var country = Names.Pick(random, known);
        bool yes = random.Next(2) == 0;
        string continent = yes ? country.Continent! : Names.Pick(random, [.. known.Where(other => other.Continent != country.Continent)]).Continent!;
        return new Fact([country.Capital!, continent], yes ? "Yes." : "No.", country.Name);
    }
}
