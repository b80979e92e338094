namespace DualPath.Training.Tasks;

/// <summary>First names the vocabulary holds, and a generator of names it does not hold.</summary>
internal static class Names
{
    public static IReadOnlyList<string> Known { get; } =
        ("Ann Bob Leo Mia Tom Eva Sam Zoe Max Lea Jim Kim Dan Amy Ben Ida Tim Joy Ray Sue Roy Meg Ian Liz Ken Pam Joe Peg Ted Una "
        + "Adam Anna Alex Alan Cara Carl Clara Chris Dora Dave Emma Erik Ella Finn Fred Gina Glen Hana Hugo Iris Ivan Jack Jane Jean "
        + "John Julia Karl Kate Lars Lena Lily Luke Mark Mary Maria Nina Noah Nora Omar Olga Oscar Otto Paul Paula Peter Petra Quinn Rita "
        + "Rosa Ruth Ryan Sara Sofia Steve Susan Tara Theo Tina Vera Victor Walt Wendy Yuki Alice Bruno Carol David Elena Frank Grace "
        + "Henry Isaac James Laura Linda Lucas Marco Oliver Robert Simon Sophie Thomas Emily Daniel George Maya Ravi Priya Chen Wei Ahmed Fatima")
        .Split(' ');

    private static readonly string[] Onsets = "b br c ch d dr f fr g gr h j k kr l m n p pr r s sh st t tr v w y z zh".Split(' ');
    private static readonly string[] Vowels = "a e i o u ai ea ia io ou".Split(' ');
    private static readonly string[] Codas = ["", "", "", "n", "r", "l", "s", "k", "m", "nd", "rt", "x"];

    /// <summary>A made-up name of two or three syllables.</summary>
    public static string Invent(Random random)
    {
        string name = string.Concat(Enumerable.Range(0, random.Next(2, 4)).Select(_ => Pick(random, Onsets) + Pick(random, Vowels))) + Pick(random, Codas);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    /// <summary>Different names, a share of them made up in two conversations out of five.</summary>
    public static string[] Draw(Random random, int count, bool plain)
    {
        double invented = !plain && random.Next(5) < 2 ? 0.2 + (0.8 * random.NextDouble()) : 0;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (names.Count < count)
        {
            names.Add(random.NextDouble() < invented ? Invent(random) : Pick(random, Known));
        }

        return [.. names];
    }

    public static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
