namespace DualPath.Training.Tasks;

/// <summary>
/// Greetings, thanks, moods, questions about the model itself: one answer per intent, learned by heart. The one thing that is told and
/// asked for is the name of the person.
/// </summary>
internal sealed class SmallTalkTask : ITask
{
    private const string Greeting = "Nice to meet you, {0}.";

    private static readonly string[] Introductions =
    [
        "my name is {0}", "[|hi, |hello, |hey, |good morning, |hi! |hello! |well, |by the way, ][my name is|my name's|I am|I'm|this is|call me|you can call me|please call me|people call me|they call me|the name is] {0}[|.|!]",
        "[I am|I'm|my name is] {0}[, nice to meet you|, and you?|, and who are you?|, what is your name?|, pleased to meet you]",
    ];

    private static readonly string[] NameQuestions =
    [
        "what is my name?", "[|so |and |now |OK, ][what is|what's|whats|tell me|say] my name[?|]", "[|and |so ][do you know|do you remember|can you remember|can you tell me|tell me|did you note] [my name|what my name is|what I am called|who I am][?|]",
        "[|so |and ]who am I[?|]", "what am I called[?|]", "[what|which] name did I [tell|give] you?", "my name is [what|?|...]", "how [do you call me|am I called]?", "what was my name[| again]?",
    ];

    private readonly IReadOnlyList<(string Answer, string[] Questions)> _intents;
    private readonly IReadOnlyList<int> _weighted;

    /// <param name="tasks">What the model is taught besides, and says that it can do.</param>
    public SmallTalkTask(IReadOnlyCollection<ITask> tasks)
    {
        _intents = TalkIntents.Of(tasks);
        _weighted = [.. Enumerable.Range(0, _intents.Count).SelectMany(i => Enumerable.Repeat(i, i < TalkIntents.Everyday ? TalkIntents.EverydayWeight : 1))];
    }

    public string Name => "talk";

    public string Domain => "talk";

    public int MaxLevel => 1;

    public IEnumerable<string> Wordings =>
        [.. _intents.SelectMany(intent => intent.Questions.Append(intent.Answer)), .. Introductions, .. NameQuestions, Greeting, Telling.Untold, "It is"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        if (random.Next(8) == 0)
        {
            return AboutNames(random, exactLevel, plain);
        }

        int count = exactLevel ? 1 : random.Next(1, 4);
        return [.. Enumerable.Range(0, count).Select(_ => Talk(random, plain))];
    }

    private Exchange Talk(Random random, bool plain)
    {
        (string answer, string[] questions) = _intents[Names.Pick(random, _weighted)];
        return Say(Word(random, questions, plain), answer);
    }

    /// <summary>A name is told, and perhaps asked for later; or it is asked for and was never told.</summary>
    private List<Exchange> AboutNames(Random random, bool exactLevel, bool plain)
    {
        string question = Word(random, NameQuestions, plain);
        if (random.Next(4) == 0)
        {
            return [Say(question, Telling.Untold)];
        }

        string name = Names.Draw(random, 1, plain)[0];
        var exchanges = new List<Exchange> { Say(Word(random, Introductions, plain, name), Wording.Choose(random, Greeting, name)) };
        if (exactLevel ? random.Next(2) == 0 : random.Next(3) > 0)
        {
            if (random.Next(3) == 0)
            {
                exchanges.Add(Talk(random, plain));
            }

            exchanges.Add(Say(question, $"It is {name}.", $"|{name.ToLowerInvariant()}"));
        }

        return exchanges;
    }

    private static string Word(Random random, string[] patterns, bool plain, params string[] values) =>
        Wording.Sentence(random, plain ? patterns[..1] : patterns, values);

    private Exchange Say(string question, string answer, string told = "") =>
        new(Name, 1, [new Segment(question)], answer, question.ToLowerInvariant() + told);
}
