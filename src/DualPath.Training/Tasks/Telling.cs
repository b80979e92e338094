namespace DualPath.Training.Tasks;

/// <summary>How facts are told: in one message with the question, or in earlier messages that are acknowledged.</summary>
internal static class Telling
{
    /// <summary>The answer to a message that only tells facts.</summary>
    public const string Noted = "Noted.";

    /// <summary>The answer where the facts end before the question does.</summary>
    public const string Untold = "You have not told me that.";

    /// <summary>Name of the task of exchanges that only tell facts.</summary>
    public const string Facts = "facts";

    /// <summary>Name of the task of questions about what was not told.</summary>
    public const string UntoldTask = "untold";

    /// <summary>In some conversations some or all of the facts come in messages of their own. Returns how many were told.</summary>
    public static int Some(Random random, IReadOnlyList<string> sentences, List<Exchange> exchanges)
    {
        int told = random.Next(10) switch { < 6 => 0, < 8 => sentences.Count, _ => random.Next(1, sentences.Count + 1) };
        if (told > 0)
        {
            exchanges.Add(new Exchange(Facts, 1, [new Segment(Opening(random, sentences.Take(told), plain: random.Next(2) == 0).TrimEnd())], Noted, null));
        }

        return told;
    }

    /// <summary>The sentences as they stand before a question; empty if there are none.</summary>
    public static string Opening(Random random, IEnumerable<string> sentences, bool plain)
    {
        string[] all = [.. sentences];
        if (all.Length == 0)
        {
            return string.Empty;
        }

        if (plain || all.Length == 1 || random.Next(10) < 5)
        {
            return string.Join(". ", all) + ". ";
        }

        string separator = Names.Pick<string>(random, [", ", ", ", ". ", " and ", "\n", "; ", ", and ", ".\n"]);
        string last = separator is ", " or "; " or ". " && random.Next(2) == 0 ? Names.Pick<string>(random, separator == ". " ? [". And ", ". Also, "] : [", and ", " and ", separator + "and "]) : separator;
        return string.Join(separator, all.SkipLast(1)) + last + all[^1] + (separator is "\n" or ".\n" ? "\n" : ". ");
    }
}
