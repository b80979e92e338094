using static DualPath.Training.Tasks.FactForm;

namespace DualPath.Training.Tasks;

/// <summary>Questions about one country, one fact each: from the country to what belongs to it, back, and yes/no.</summary>
internal static class CountryForms
{
    /// <summary>Well-known cities that are no capitals, though some are taken for one.</summary>
    private static readonly (string City, string Country)[] OtherCities =
    [
        ("Sydney", "Australia"), ("New York", "the United States"), ("Toronto", "Canada"), ("Istanbul", "Turkey"), ("Shanghai", "China"),
        ("Milan", "Italy"), ("Barcelona", "Spain"), ("Zurich", "Switzerland"), ("Munich", "Germany"), ("Lagos", "Nigeria"), ("Mumbai", "India"),
        ("Dubai", "the United Arab Emirates"), ("Osaka", "Japan"), ("Chicago", "the United States"), ("Hamburg", "Germany"),
        ("Karachi", "Pakistan"), ("Casablanca", "Morocco"), ("Melbourne", "Australia"),
    ];

    // Understood, if not official, far beyond the countries listed with them: nobody is told that they are not spoken somewhere.
    private static readonly string[] WorldLanguages = ["English", "French", "Spanish", "Arabic", "Portuguese", "Chinese", "Russian"];

    private static readonly string[] FollowUp = ["and [of|for|in|] {0}[?|]", "[what|how] about {0}[?|]", "[now|OK, and|and then] {0}[?|]"];

    private static readonly IReadOnlyList<Country> WithCapital = Country.Where(country => country.Capital is not null);
    private static readonly IReadOnlyList<Country> WithContinent = Country.Where(country => country.Continent is not null);
    private static readonly IReadOnlyList<Country> WithCurrency = Country.Where(country => country.Currency is not null);
    private static readonly IReadOnlyList<Country> WithLanguages = Country.Where(country => country.Languages.Length > 0);
    private static readonly IReadOnlyList<Country> WithOneLanguage = Country.Where(country => country.Languages.Length == 1);
    private static readonly IReadOnlyList<Country> WithNeighbors = Country.Where(country => country.Neighbors.Length > 0);
    private static readonly IReadOnlyList<Country> WithOnlyNeighbor = Country.Where(country => country.OnlyNeighbor is not null);

    /// <summary>The other cities, for the vocabulary.</summary>
    public static IEnumerable<string> Cities => OtherCities.Select(city => city.City);

    public static IReadOnlyList<FactForm> All { get; } =
    [
        Of(4, WithCapital, country => country.Capital!, [
            "what is the capital of {0}?", .. About("the capital [||city] [of|of|in|for] {0}"), .. About("{1} capital[|| city]"),
            "[{0} capital|capital {0}|capital of {0}][?|]", .. Direct("[which|what] [city|town] is [the capital of {0}|{1} capital]"),
            "[which|what] capital [does {0} have|has {0}][?|]", "{0} [has|have] [which|what] capital?", "the capital of {0} is [what|which city|called what]?",
            "[how|what] is the capital of {0} called?", "what's the name of [the capital of {0}|{1} capital]?", "in which city does {0} have its capital?"]),
        Back(3, [.. WithCapital.Where(country => country.HasOwnCapital)], country => country.Capital!, [
            "{0} is the capital of which country?", "{0} is the capital [city |]of [what|which|which country|what country|which state]?",
            .. Direct("which country has [the capital {0}|{0} as its capital|{0} for a capital]"), .. Direct("{0} is the capital of [what|which] country"),
            "[which|what] country is {0} the capital [|city ]of?", "[which|what] country's capital is {0}?", "{0} is [which|what] country's capital?",
            .. Direct("whose capital is {0}"), .. About("the country [whose capital is {0}|with the capital {0}|that has {0} as its capital]"),
            "of which country is {0} the capital?"]),
        new(1, 1, [
            "which country is {0} in?", "[which|what] country is {0} in[?|]", "in [which|what] country is [|the city of ]{0}[?|]",
            "{0} is in [which|what] country?", .. About("the country {0} is in"), "in [which|what] country [does one|can I|can you|do I] find {0}?",
            "{0} is a city in [which|what] country?"], CityIn),
        new(1, 2, [
            "is {0} the capital of {1}?", .. YesNo("is {0} [the|really the] capital [|city ][of|of|in] {1}"), .. YesNo("is {0} {2} capital"),
            .. YesNo("is {2} capital [|called ]{0}"), .. YesNo("is the capital of {1} [|called ]{0}"), .. YesNo("does {1} have the capital {0}")], IsCapital),
        Of(2.5, WithCurrency, country => $"the {country.Currency}", [
            "what is the currency of {0}?", .. About("the currency [of|of|in|used in] {0}"), .. About("{1} currency"), .. About("the money [of|in] {0}"),
            "[{0} currency|currency {0}|currency of {0}|money {0}][?|]", .. Direct("[which|what] [currency|money] is used in {0}"),
            .. Direct("[which|what] [currency|money] do [they|people|the people|we|you] [use|have|need] in {0}"),
            "[what|which] [currency|money] does {0} [use|have]?", "what do [people|they|you|I] pay with in {0}?", "{0} uses [which|what] [currency|money]?",
            "with which [currency|money] do they pay in {0}?", "what is the money called in {0}?"]),
        Back(1, [.. WithCurrency.Where(country => country.IsAlone(other => other.Currency))], country => country.Currency!, [
            "which country uses the {0}?", .. Direct("[which|what] country [uses|has|pays with] the {0}"), "the {0} is [used in|the currency of|the money of] [which|what] country?",
            "in [which|what] country do [they|people] [use|pay with|have] the {0}?", "where do [they|people] [use|pay with] the {0}?", "whose currency is the {0}?",
            "of which country is the {0} the currency?", .. About("the country [that uses|with|whose currency is] the {0}")]),
        YesOrNo(1.5, WithCurrency, country => country.Currency!, [
            "is the {1} the currency of {0}?", .. YesNo("do [they|people] [use|pay with|have] the {1} in {0}"), .. YesNo("does {0} [use|have] the {1}"),
            .. YesNo("is the {1} [used in|the currency of|the money of] {0}"), .. YesNo("can I pay with the {1} in {0}")]),
        Of(2, WithOneLanguage, country => country.Languages[0], [
            "what language do they speak in {0}?", .. Direct("[what|which] language do [they|people|the people|most people] [speak|use|talk] in {0}"),
            .. Direct("[what|which] language is [|mainly |mostly ]spoken in {0}"), .. About("the [|main |official ]language [of|in|spoken in] {0}"),
            .. About("{1} language"), "[{0} language|language {0}][?|]", "what do [they|people] speak in {0}[?|]", "in {0}, what language do [they|people] speak?",
            "{0} speaks [which|what] language?"]),
        Back(1, [.. WithOneLanguage.Where(country => country.IsAlone(other => other.Languages.FirstOrDefault(country.Languages.Contains)))], country => country.Languages[0], [
            "in which country do they speak {0}?", "in [which|what] country do [they|people] [speak|talk] {0}[?|]", "[which|what] country speaks {0}?",
            "where do [they|people] speak {0}[?|]", .. Direct("[which|what] country has {0} as its language"), "{0} is [spoken in|the language of] [which|what] country?",
            "where is {0} spoken?", .. About("the country where [they|people] speak {0}")]),
        new(1, 1.5, [
            "do they speak {1} in {0}?", .. YesNo("do [they|people|most people] speak {1} in {0}"), .. YesNo("is {1} [spoken|a language|one of the languages] in {0}"),
            .. YesNo("does {0} speak {1}")], IsSpoken),
        Of(2.5, WithContinent, country => country.Continent!, [
            "on which continent is {0}?", "[on|in] [which|what] continent is {0}[?|| located?]", "[which|what] continent is {0} [on|in|part of]?",
            "[which|what] continent does {0} belong to?", "{0} is [on|in] [which|what] continent?", .. About("the continent [of {0}|{0} is on|{0} is in]"),
            .. About("{1} continent"), "[{0} continent|continent of {0}][?|]", "in [which|what] part of the world is {0}?",
            .. Direct("which part of the world is {0} in"), "to which continent does {0} belong?"]),
        Of(0.7, WithContinent, country => $"in {country.Continent}", [
            "where is {0}?", "where [is|is|can I find|do I find|would I find] {0}[| on the map| in the world| on the globe][?|]", "where in the world is {0}?",
            "[where's|wheres] {0}[?|]", "[tell me|do you know|can you tell me] where {0} is[?|.|]", "where does {0} lie?"]),
        YesOrNo(2, WithContinent, country => country.Continent!, [
            "is {0} in {1}?", .. YesNo("is {0} [in|in|located in|part of] {1}"), .. YesNo("does {0} belong to {1}"), .. YesNo("is {0} a country in {1}"),
            .. YesNo("is {0} on the continent [of |]{1}")]),
        new(1, 3, [
            "does {0} border {1}?", .. YesNo("does {0} [border|touch|have a border with|share a border with] {1}"), .. YesNo("is {0} [next to|a [neighbor|neighbour] of|beside] {1}"),
            .. YesNo("do {0} and {1} [share a border|have a common border|border each other|touch]"), .. YesNo("are {0} and {1} [neighbors|neighbours]"),
            .. YesNo("is there a border between {0} and {1}")], IsBorder),
        Of(1, WithOnlyNeighbor, country => country.OnlyNeighbor!.Name, [
            "which country borders {0}?", .. Direct("[which|what] [is the only country that |country ][borders|touches] {0}"), .. About("the [only|one|single] [neighbor|neighbour] of {0}"),
            "name [a|the|the only] [[neighbor|neighbour] of {0}|country that borders {0}|country next to {0}][.|]", .. About("{1} [|only ][neighbor|neighbour]"),
            "[what|which] country does {0} border?", .. About("the country [next to|that borders] {0}")]),
    ];

    /// <summary>From the country to what belongs to it; it can be asked on: "And of Spain?"</summary>
    private static FactForm Of(double weight, IReadOnlyList<Country> countries, Func<Country, string> asked, string[] patterns) => new(1, weight, patterns, random =>
    {
        var country = Names.Pick(random, countries);
        string name = country.Asked(random);
        return new Fact([name, Possessive(name)], $"It is {asked(country)}.");
    })
    { FollowUps = FollowUp };

    private static FactForm Back(double weight, IReadOnlyList<Country> countries, Func<Country, string> given, string[] patterns) => new(1, weight, patterns, random =>
    {
        var country = Names.Pick(random, countries);
        return new Fact([given(country)], $"It is {country.Name}.");
    });

    /// <summary>Whether {1} is what belongs to the country: half of the time it is, else it belongs to another one.</summary>
    private static FactForm YesOrNo(double weight, IReadOnlyList<Country> countries, Func<Country, string> given, string[] patterns) => new(1, weight, patterns, random =>
    {
        var country = Names.Pick(random, countries);
        bool yes = random.Next(2) == 0;
        string shown = given(yes ? country : Names.Pick(random, [.. countries.Where(other => given(other) != given(country))]));
        return new Fact([country.Asked(random), shown], yes ? "Yes." : "No.");
    });

    private static Fact CityIn(Random random)
    {
        (string city, string name) = Names.Pick(random, OtherCities);
        var country = Names.Pick(random, [.. WithCapital.Where(country => country.HasOwnCapital)]);
        return random.Next(2) == 0 ? new Fact([city], $"It is {name}.") : new Fact([country.Capital!], $"It is {country.Name}.");
    }

    private static Fact IsCapital(Random random)
    {
        var country = Names.Pick(random, WithCapital);
        bool yes = random.Next(2) == 0;
        string city = yes ? country.Capital! : Names.Pick(random, [.. WithCapital.Where(other => other != country)]).Capital!;
        if (!yes && OtherCities.Where(other => other.Country == country.Name).Select(other => other.City).ToArray() is { Length: > 0 } others && random.Next(2) == 0)
        {
            city = Names.Pick(random, others);
        }

        string name = country.Asked(random);
        return new Fact([city, name, Possessive(name)], yes ? "Yes." : "No.");
    }

    private static Fact IsSpoken(Random random)
    {
        var country = Names.Pick(random, WithLanguages);
        bool yes = random.Next(2) == 0;
        string[] far = [.. WithOneLanguage.Where(other => other.Continent != country.Continent).Select(other => other.Languages[0]).Except([.. WorldLanguages, .. country.Languages])];
        return new Fact([country.Asked(random), Names.Pick(random, yes ? country.Languages : far)], yes ? "Yes." : "No.");
    }

    private static Fact IsBorder(Random random)
    {
        var country = Names.Pick(random, [.. WithNeighbors.Where(country => country.Continent is not null)]);
        bool yes = random.Next(2) == 0;
        var other = yes ? Names.Pick(random, country.Neighbors)
            : Names.Pick(random, [.. Country.All.Where(other => other != country && other.Continent == country.Continent && !country.Neighbors.Contains(other.Name))]).Name;
        return random.Next(2) == 0 ? new Fact([country.Name, other], yes ? "Yes." : "No.") : new Fact([other, country.Name], yes ? "Yes." : "No.");
    }
}
