namespace DualPath.Training.Tasks;

/// <summary>
/// What the model cannot know: facts of the world, other kinds of arithmetic, requests for texts, people nobody told it about. It says so
/// instead of guessing.
/// </summary>
internal sealed class RefusalTask : ITask
{
    private const string Unknown = "I do not know that. I follow relations you tell me, add numbers and chat.";

    // {0} is a thing; half of the time a word outside the vocabulary.
    private static readonly string[] Requests =
    [
        "What is the capital of {0}?", "Who is the president of {0}?", "Who wrote {0}?", "Who won the {0}?", "What is {0}?", "What does {0} mean?", "Where is {0}?",
        "Where can I buy {0}?", "When was {0} born?", "When did the {0} end?", "How old is {0}?", "How tall is {0}?", "How far is {0}?", "How many {0} are there?",
        "Write a poem about {0}", "Write a story about {0}.", "Tell me a joke about {0}", "Tell me a joke", "Tell me a story", "Sing a song", "What is the weather like?",
        "Will it rain tomorrow?", "What time is it?", "What day is it today?", "What is the news?", "Translate {0} into French", "How do I cook {0}?", "Do you like {0}?",
        "What do you think about {0}?", "Why is the sky blue?", "Why is {0} so expensive?", "Is {0} better than {1}?", "Explain {0} to me", "Explain {0}", "Can you write code in {0}?",
        "Write a program that sorts {0}", "Summarize this text about {0}", "Who invented the {0}?", "What is the best {0}?", "Recommend a {0}", "Play {0}", "Open {0}",
        "What color is {0}?", "Is {0} a city?", "Is {0} an animal?", "Does {0} love {1}?", "I love {0}", "I bought a {0} yesterday", "My {0} is broken", "The {0} is on the {1}",
        "What is the meaning of life?", "How much does a {0} cost?", "Which {0} should I choose?", "Show me a picture of {0}", "Book a {0} for me", "Call {0}", "{0}", "{0} {1}", "{0}?",
        "What is {2} / {3}?", "What is {2} divided by {3}?", "Is {2} a prime number?",
        "What is the square root of {2}?", "How many days are in {2} years?", "Count to {2}", "Who was born in {2}?", "What happened in {2}?",
    ];

    private static readonly string[] Things =
        ("France Germany Italy Spain China Japan India America Europe London Paris Berlin Rome water food bread pizza music football chess car house dog cat horse bird fish tree flower sun moon star river mountain sea computer phone internet book film movie game war king queen president money gold school science history math physics chemistry Python "
        + "love life time weather doctor medicine hotel table flight ticket restaurant coffee tea wine beer milk sugar salt apple banana rice cake train bus bike road bridge city country world")
        .Split(' ');

    private static readonly string[] Openings = ["Who is", "Who's", "Do you know who is", "Tell me who is", "And who is"];

    public string Name => "refusal";

    public string Domain => "refusal";

    public int MaxLevel => 1;

    public IEnumerable<string> Wordings => [.. Requests, .. Things, .. Openings, Unknown];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        if (random.Next(6) == 0)
        {
            return [new Exchange(Name, 1, [new Segment(AboutStrangers(random))], Telling.Untold, null)];
        }

        string question = Names.Pick(random, Requests)
            .Replace("{0}", Thing(random), StringComparison.Ordinal)
            .Replace("{1}", Thing(random), StringComparison.Ordinal)
            .Replace("{2}", $"{random.Next(1, (int)Math.Pow(10, random.Next(1, 5)))}", StringComparison.Ordinal)
            .Replace("{3}", $"{random.Next(1, (int)Math.Pow(10, random.Next(1, 4)))}", StringComparison.Ordinal);
        return [new Exchange(Name, 1, [new Segment(question)], Unknown, null)];
    }

    private static string AboutStrangers(Random random)
    {
        string chain = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "'s " + Names.Pick(random, RelationWorld.Relations)));
        return $"{Names.Pick(random, Openings)} {Names.Draw(random, 1, plain: false)[0]}{chain}?";
    }

    private static string Thing(Random random) => random.Next(2) == 0
        ? Names.Pick(random, Things)
        : string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Names.Invent(random).ToLowerInvariant()));
}
