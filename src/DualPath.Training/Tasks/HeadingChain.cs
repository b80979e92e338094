namespace DualPath.Training.Tasks;

/// <summary>
/// "Ann faces north. Bob faces left of Ann. Leo faces the way Bob faces. Which way does Leo face?" The facts come in any order; the level is
/// the number of people from the asked one to the one whose direction is told. There are two such chains at least, with different starts.
/// Noted at a fact is the direction it gives where the facts before it suffice.
/// </summary>
internal static class HeadingChain
{
    private const int MostPeople = 10;

    // By quarters to the right of the other person's direction.
    private static readonly string[][] Relative =
    [
        ["{0} faces the way {1} faces", "{0} [faces|looks] the same way as {1}", "{0} [faces|looks] as {1} does", "{0} [faces|looks] where {1} [faces|looks]"],
        ["{0} faces right of {1}", "{0} [faces|looks] to the right of where {1} [faces|looks]", "{0} is turned right from {1}", "{0} [faces|looks] right of where {1} [faces|looks]"],
        ["{0} faces opposite to {1}", "{0} [faces|looks] the opposite way from {1}", "{0} is turned around from {1}", "{0} [faces|looks] opposite to where {1} [faces|looks]"],
        ["{0} faces left of {1}", "{0} [faces|looks] to the left of where {1} [faces|looks]", "{0} is turned left from {1}", "{0} [faces|looks] left of where {1} [faces|looks]"],
    ];

    private static readonly string[] Absolute = ["{0} faces {1}", "{0} [faces|looks] {1}", "{0} is facing {1}", "{0} [faces|looks] to the {1}"];

    public static IEnumerable<string> Wordings => [.. Relative.SelectMany(forms => forms), .. Absolute];

    public static IReadOnlyList<Exchange> Generate(Random random, string task, int level, bool exactLevel)
    {
        int people = Math.Min(MostPeople, level + 1 + random.Next(2, 5));
        string[] names = Names.Draw(random, people, plain: false);
        int[] seen = new int[people];
        int[] quarters = new int[people];
        int[] faces = new int[people];
        int[] hops = new int[people];
        for (int i = 0; i < people; i++)
        {
            // The asked chain comes first; the others start another one or look where somebody does who is not at the end of the first.
            seen[i] = i == 0 || i == level + 1 ? -1 : i <= level ? i - 1 : random.Next(3) == 0 ? random.Next(level) : random.Next(level + 1, i);
            quarters[i] = seen[i] < 0 ? (faces[0] + random.Next(i == 0 ? 0 : 1, 4)) % 4 : random.Next(4);
            faces[i] = seen[i] < 0 ? quarters[i] : (faces[seen[i]] + quarters[i]) % 4;
            hops[i] = seen[i] < 0 ? 0 : hops[seen[i]] + 1;
        }

        int[] order = [.. Enumerable.Range(0, people)];
        random.Shuffle(order);
        int style = random.Next(4);
        var known = new HashSet<int>();
        var story = new TrackingStory(random, task, plain: false);
        story.TellFacts(order.Select(i => Fact(i, random.Next(3) > 0 ? style : random.Next(4))).ToArray());
        if (random.Next(10) < 3)
        {
            story.Acknowledge();
        }

        string told = string.Join(';', order.Select(i => seen[i] < 0 ? $"{names[i]}:{quarters[i]}" : $"{names[i]}={names[seen[i]]}+{quarters[i]}").Order(StringComparer.Ordinal));
        int questions = exactLevel ? 1 : random.Next(1, 4);
        int[] candidates = [.. Enumerable.Range(0, people).Where(i => hops[i] > 0 && hops[i] <= level)];
        random.Shuffle(candidates);
        foreach (int i in (int[])[level, .. candidates.Where(i => i != level && !exactLevel).Take(questions - 1)])
        {
            HeadingTask.Ask(random, story, names[i], faces[i], hops[i], $"{told}|{names[i]}", plain: false);
        }

        return story.Exchanges;

        string Fact(int i, int form)
        {
            if (seen[i] < 0 || known.Contains(seen[i]))
            {
                known.Add(i);
            }

            string note = PartialNotes.Note(known.Contains(i) ? HeadingTask.Directions[faces[i]] : null);
            string[] forms = seen[i] < 0 ? Absolute : Relative[quarters[i]];
            return Wording.Choose(random, forms[form], names[i], seen[i] < 0 ? HeadingTask.Directions[faces[i]] : names[seen[i]]) + note;
        }
    }
}
