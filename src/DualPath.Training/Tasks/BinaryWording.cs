namespace DualPath.Training.Tasks;

/// <summary>How people ask for the result of one operation with two numbers: its sign or its name within a frame all operations share, or its verb.</summary>
/// <param name="symbol">The operation with its sign; <c>{0}</c> and <c>{1}</c> are the numbers.</param>
/// <param name="name">The operation in words.</param>
/// <param name="verbs">Whole questions that only this operation has.</param>
internal sealed class BinaryWording(string symbol, string name, IReadOnlyList<string> verbs)
{
    // {0} is "347 + 589".
    private static readonly string[] Frames =
    [
        "[What is|What's|How much is|And|So what is|And what is|Now what is|What about|OK, and] {0}?",
        "{0}[||?| = ?| =| is]",
        "[Calculate|Compute|Work out|Solve|Find|Do|Give me|Tell me|Now|Evaluate|Next:|Quick:] {0}[.|]",
        "[Tell me|I want to know|I need to know|Say|I'd like to know] [what|how much] {0} is.",
        "[Do you know|Can you tell me|Could you tell me|Can you work out|Any idea] [what|how much] {0} is?",
        "[What do you get for|What is the result of|What's the answer to|What does it make,|How much would be|Can you do|Can you calculate] {0}?",
        "{0} [is|makes|equals|gives] [what|how much]?",
        "[What does|How much does] {0} [make|give|equal|come to]?",
    ];

    public IEnumerable<string> Wordings => [.. Frames, .. Numbers.Words, symbol, name, .. verbs];

    public string Ask(Random random, int a, int b, bool plain)
    {
        if (plain)
        {
            return Wording.Choose(random, $"What is {(random.Next(2) == 0 ? symbol : name)}?", $"{a}", $"{b}");
        }

        int kind = random.Next(5);
        bool spelled = kind > 1 && Numbers.DrawSpelled(random, plain);
        string[] values = [Numbers.Write(a, spelled), Numbers.Write(b, spelled)];
        return kind > 2
            ? Wording.Choose(random, verbs, values)
            : Wording.Choose(random, Frames, Wording.Choose(random, kind < 2 ? symbol : name, values));
    }
}
