namespace DualPath.Training.Tasks;

/// <summary>
/// People, each of whom has at most one other as boss, teacher or the like: a closed ring, or a tree that leads to somebody who has nobody.
/// </summary>
/// <param name="Names">The people.</param>
/// <param name="Next">Whom each points to; -1 for nobody.</param>
/// <param name="RelationOf">By which relation.</param>
/// <param name="Besides">What else is told of some, by relations of which they have nobody in the chain: nothing that is asked leads along it.</param>
internal sealed record RelationWorld(string[] Names, int[] Next, string[] RelationOf, (int From, string Relation, int To)[] Besides)
{
    /// <summary>Most people in one world.</summary>
    public const int MostPeople = 12;

    public static readonly string[] Relations =
        ("boss teacher mother father friend coach doctor neighbor mentor brother sister uncle aunt leader partner manager "
        + "daughter son grandmother grandfather cousin wife husband owner trainer tutor supervisor guide helper rival "
        + "dentist landlord roommate classmate colleague assistant captain chief lawyer nurse director hero hairdresser").Split(' ').Append("best friend").ToArray();

    /// <summary>Other ways to say it: {0} is the person, {1} the one pointed to.</summary>
    private static readonly Dictionary<string, string[]> Verbs = new(StringComparer.Ordinal)
    {
        ["boss"] = ["{0} works for {1}", "{0} reports to {1}", "{1} is the boss of {0}", "{0} has {1} as boss"],
        ["manager"] = ["{1} manages {0}", "{0} is managed by {1}"],
        ["supervisor"] = ["{1} supervises {0}"],
        ["teacher"] = ["{1} teaches {0}", "{0} learns from {1}", "{0} is taught by {1}"],
        ["tutor"] = ["{1} tutors {0}"],
        ["coach"] = ["{1} coaches {0}"],
        ["trainer"] = ["{1} trains {0}", "{0} trains with {1}"],
        ["mentor"] = ["{1} mentors {0}"],
        ["leader"] = ["{1} leads {0}", "{0} follows {1}"],
        ["owner"] = ["{1} owns {0}", "{0} belongs to {1}"],
        ["helper"] = ["{1} helps {0}"],
        ["doctor"] = ["{1} treats {0}"],
        ["guide"] = ["{1} guides {0}"],
    };

    /// <summary>Relations that are always told by their noun, of one word.</summary>
    public static IEnumerable<string> WithoutVerbs => Relations.Where(relation => !Verbs.ContainsKey(relation) && !relation.Contains(' ', StringComparison.Ordinal));

    /// <summary>All words a fact can use.</summary>
    public static IEnumerable<string> Wordings => [.. Relations, .. Verbs.Values.SelectMany(forms => forms), "The boss of is"];

    /// <summary>Who is reached from <paramref name="start"/>; -1 for nobody.</summary>
    public int Follow(int start, int hops)
    {
        for (int i = 0; i < hops && start >= 0; i++)
        {
            start = Next[start];
        }

        return start;
    }

    /// <summary>People who point to somebody.</summary>
    public IEnumerable<int> Pointing => Enumerable.Range(0, Names.Length).Where(i => Next[i] >= 0);

    /// <summary>A relation of which nothing is told of somebody.</summary>
    private string UntoldOf(Random random, int person) => Tasks.Names.Pick(
        random, [.. RelationOf.Concat(Relations).Distinct().Where(relation => (Next[person] < 0 || relation != RelationOf[person]) && !Besides.Any(fact => fact.From == person && fact.Relation == relation))]);

    /// <summary>
    /// The relations along <paramref name="hops"/> hops, each with who is reached by it; null from where nobody is. The last of a path that leads nowhere may be a relation by which
    /// its person has nobody, though others are told of them.
    /// </summary>
    public (string Relation, string? Reached)[] Path(Random random, int start, int hops)
    {
        var path = new (string Relation, string? Reached)[hops];
        int at = start;
        for (int i = 0; i < hops; i++)
        {
            int next = Follow(at, 1);
            string relation = i == hops - 1 && next < 0 && at >= 0 && Besides.Length > 0 ? UntoldOf(random, at) : RelationOf[Math.Max(at, 0)];
            path[i] = (relation, next < 0 ? null : Names[next]);
            at = next;
        }

        return path;
    }

    /// <summary>What people try first, whatever they will ask later: a step or three, and nobody in the story but those who are asked about. A third of the stories are so.</summary>
    public static (int Level, bool Few) Smaller(Random random, int level, bool exactLevel)
    {
        bool few = random.Next(3) == 0;
        return (few && !exactLevel ? random.Next(1, Math.Min(level, 3) + 1) : level, few);
    }

    /// <summary>A world in which somebody has <paramref name="hops"/> others in a row.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="hops">The hops to be asked.</param>
    /// <param name="plain">Whether to keep to one relation and known names.</param>
    /// <param name="ring">Whether everybody points to somebody.</param>
    /// <param name="mayCircle">Whether the hops may lead around a smaller ring more than once, which is shorter to read.</param>
    /// <param name="few">Whether to tell of nobody but those who are asked about, and one more at most; not of a ring.</param>
    public static RelationWorld Draw(Random random, int hops, bool plain, bool ring, bool mayCircle, bool few = false)
    {
        int least = Math.Max(4, ring && mayCircle ? 4 : hops + 1);
        int people = few && !ring
            ? Math.Min(MostPeople, hops + random.Next(1, 3))
            : random.Next(Math.Min(MostPeople, least), Math.Min(MostPeople, Math.Max(9, least)) + 1);
        string[] names = Tasks.Names.Draw(random, people, plain);
        string one = Tasks.Names.Pick(random, Relations);
        string other = !plain && random.Next(4) == 0 ? Tasks.Names.Pick(random, Relations) : one;
        bool allTheirOwn = !plain && random.Next(5) == 0;
        int[] next = ring ? [.. Enumerable.Range(0, people).Select(i => (i + 1) % people)] : Tree(random, people, hops);
        string[] relations = [.. Enumerable.Range(0, people).Select(_ => allTheirOwn ? Tasks.Names.Pick(random, Relations) : random.Next(2) == 0 ? one : other)];
        return new RelationWorld(names, next, relations, plain || ring || random.Next(4) > 0 ? [] : MoreOf(random, relations));
    }

    /// <summary>Of a ring, so many in a row: the last of them has nobody.</summary>
    public RelationWorld Opened(int people) => new(Names[..people], [.. Next[..(people - 1)], -1], RelationOf[..people], []);

    private static (int From, string Relation, int To)[] MoreOf(Random random, string[] relations)
    {
        var more = new Dictionary<(int, string), int>();
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int from = random.Next(relations.Length);
            string relation = Tasks.Names.Pick(random, relations.Append(Tasks.Names.Pick(random, Relations)).ToArray());
            if (relation != relations[from])
            {
                more[(from, relation)] = (from + random.Next(1, relations.Length)) % relations.Length;
            }
        }

        return [.. more.Select(entry => (entry.Key.Item1, entry.Key.Item2, entry.Value))];
    }

    /// <summary>The facts, one sentence each, in an order that tells nothing.</summary>
    public string[] Tell(Random random, bool plain)
    {
        (int From, string Relation, int To)[] facts = [.. Pointing.Select(i => (i, RelationOf[i], Next[i])), .. Besides];
        random.Shuffle(facts);
        int style = plain ? 0 : random.Next(12);
        return [.. facts.Select(fact => (style < 5 ? 0 : style < 8 ? random.Next(5) : style - 7) switch
        {
            0 => $"{Names[fact.From]}'s {fact.Relation} is {Names[fact.To]}",
            1 => $"{Names[fact.To]} is {Names[fact.From]}'s {fact.Relation}",
            3 => $"{Names[fact.To]} is the {fact.Relation} of {Names[fact.From]}",
            2 when Verbs.TryGetValue(fact.Relation, out var forms) => string.Format(null, Tasks.Names.Pick(random, forms), Names[fact.From], Names[fact.To]),
            _ => $"The {fact.Relation} of {Names[fact.From]} is {Names[fact.To]}",
        })];
    }

    /// <summary>What makes this world this world, however it is told.</summary>
    public string Key => string.Join(
        ';', Pointing.Select(i => (From: i, Relation: RelationOf[i], To: Next[i])).Concat(Besides).Select(fact => $"{Names[fact.From]} {fact.Relation} {Names[fact.To]}").Order(StringComparer.Ordinal));

    /// <summary>A path long enough; everyone else points somewhere into it or to an earlier bystander. Its end points nowhere.</summary>
    private static int[] Tree(Random random, int people, int hops)
    {
        int path = Math.Min(people, Math.Max(hops + 1, random.Next(3, people + 1)));
        return [.. Enumerable.Range(0, people).Select(i => i < path - 1 ? i + 1 : i == path - 1 ? -1 : random.Next(i))];
    }
}
