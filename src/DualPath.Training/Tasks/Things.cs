namespace DualPath.Training.Tasks;

/// <summary>Everyday nouns that several tasks fill their sentences with; each is one word.</summary>
internal static class Things
{
    public static IReadOnlyList<string> Everyday { get; } =
        ("key cup ball book coin ring hat pen lamp map clock stone knife spoon fork plate scarf glove shoe coat umbrella candle pencil "
        + "ruler brush comb mirror doll kite drum flute guitar camera phone apple lemon banana letter card stamp")
        .Split(' ');

    public static IReadOnlyList<string> Colours { get; } = "red blue green yellow black white brown pink".Split(' ');

    /// <summary>What things can lie in.</summary>
    public static IReadOnlyList<string> Containers { get; } =
        "box bag case basket chest drawer jar tin purse pocket trunk crate bucket envelope suitcase sack barrel bowl backpack cupboard".Split(' ');

    public static IReadOnlyList<string> Rooms { get; } = "kitchen garden garage attic cellar hall bedroom bathroom office library".Split(' ');

    /// <summary>Places of a town.</summary>
    public static IReadOnlyList<string> Places { get; } =
        "school park lake church market bank station museum cinema bakery hospital hotel tower bridge farm mill castle harbor forest zoo".Split(' ');

    /// <summary>"a key", "an umbrella".</summary>
    public static string One(string thing) => ("aeiou".Contains(thing[0]) ? "an " : "a ") + thing;

    /// <summary>Different ones of a list, in random order.</summary>
    public static string[] Draw(Random random, IReadOnlyList<string> list, int count)
    {
        string[] all = [.. list];
        random.Shuffle(all);
        return all[..count];
    }
}
