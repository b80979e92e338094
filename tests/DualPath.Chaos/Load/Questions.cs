namespace DualPath.Chaos.Load;

/// <summary>Questions of the kinds that the shipped model knows; no two alike, so that none is answered from the cache.</summary>
internal sealed class Questions(Random random)
{
    private static readonly string[] Names =
    [
        "Ann", "Bob", "Leo", "Mia", "Tom", "Eva", "Ida", "Ben", "Max", "Zoe", "Kim", "Sam", "Amy", "Joe", "Lea", "Tim", "Una", "Vic", "Wes", "Yan",
    ];

    private static readonly string[] Relations = ["boss", "teacher", "aunt", "doctor", "neighbor"];

    private readonly HashSet<string> _asked = [];

    public string Next()
    {
        string question;
        do
        {
            question = random.Next(4) == 0 ? $"What is {random.Next(100, 1000)} + {random.Next(100, 1000)}?" : Chain();
        }
        while (!_asked.Add(question));

        return question;
    }

    private string Chain()
    {
        string[] names = [.. Names];
        random.Shuffle(names);
        string relation = Relations[random.Next(Relations.Length)];
        int steps = random.Next(1, 6);
        var facts = Enumerable.Range(0, 5).Select(i => $"{names[i]}'s {relation} is {names[i + 1]}.");
        return $"{string.Join(' ', facts)} Who is {names[0]}'s {string.Join("'s ", Enumerable.Repeat(relation, steps))}?";
    }
}
