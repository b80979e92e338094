using System.Text;
using System.Text.RegularExpressions;

namespace DualPath.Training.Tasks;

/// <summary>
/// "I'm facing south and I turn right. Which way am I facing now?" One walker, a robot or a person, and its turns, told one by one, in a list or in the question itself. The level is the
/// number of turns since the direction was last said; where somebody walks on or waits nothing turns. Noted at the last word of each turn is the direction after it.
/// Several people who look where others look are <see cref="HeadingTask"/>.
/// </summary>
internal sealed partial class TurnsTask : ITask
{
    // Verbs stand with a tilde in front of their plain form.
    private static readonly Dictionary<string, (string Third, string Past)> Verbs = new(StringComparer.Ordinal)
    {
        ["face"] = ("faces", "faced"),
        ["look"] = ("looks", "looked"),
        ["start"] = ("starts", "started"),
        ["begin"] = ("begins", "began"),
        ["stand"] = ("stands", "stood"),
        ["turn"] = ("turns", "turned"),
        ["make"] = ("makes", "made"),
        ["take"] = ("takes", "took"),
        ["go"] = ("goes", "went"),
        ["rotate"] = ("rotates", "rotated"),
        ["spin"] = ("spins", "spun"),
        ["walk"] = ("walks", "walked"),
        ["wait"] = ("waits", "waited"),
        ["do"] = ("does", "did"),
        ["am"] = ("is", "was"),
        ["are"] = ("are", "were"),
    };

    private static readonly string[] Starts =
        ["~face {0}", "~look {0}", "~start [|out |off ]facing {0}", "~begin facing {0}", "~am facing {0}", "~stand facing {0}", "~am looking {0}", "~face [to the|towards the] {0}", "~start [looking|out looking] {0}", "~look to the {0}"];

    // By quarters to the right.
    private static readonly string[][] Turns =
    [
        ["~make a full turn", "~turn 360 degrees", "~turn all the way around"],
        ["~turn right", "~turn to the right", "~make a right turn", "~take a right turn", "~go right", "~turn right once", "~rotate right", "~turn 90 degrees [right|to the right|clockwise]", "~turn clockwise", "~make a right", "~make a turn to the right", "~turn a quarter right", "~rotate 90 degrees to the right"],
        ["~turn around", "~turn back", "~make a half turn", "~turn to face the other way", "~turn 180 degrees", "~turn right twice", "~turn left twice", "~make a U-turn", "~rotate 180 degrees", "~turn the other way", "~turn half around", "~spin around", "~turn to the opposite direction"],
        ["~turn left", "~turn to the left", "~make a left turn", "~take a left turn", "~go left", "~turn left once", "~rotate left", "~turn 90 degrees [left|to the left|counterclockwise|anticlockwise]", "~turn counterclockwise", "~make a left", "~make a turn to the left", "~turn a quarter left", "~rotate 90 degrees to the left"],
    ];

    // What is left of a turn after another one: "then left, then right again".
    private static readonly string[] Short = ["all the way around", "right", "around", "left"];

    private static readonly string[] Still = ["~walk ahead", "~walk on", "~walk a few steps", "~wait", "~walk straight on", "~go straight on"];

    // {0} is who is asked about.
    private static readonly string[] Questions =
    [
        "[|so |and ]which way ~do {0} face[| now| in the end| at the end| after that]?", "[|so |and ]which way ~am {0} facing[| now| in the end| at the end]?", "[|so |in ][what|which] direction ~do {0} face[| now| in the end]?",
        "[what|which] direction ~am {0} facing[| now| in the end]?", "[what|which] direction ~am {0} looking[| in][| now]?", "where ~do {0} [face|look][| now| in the end]?", "which way ~do {0} look[| now]?",
        "[what direction|which direction|which way] is that?", "{0} ~face which way[| now]?", "[tell me|say|find out|do you know|can you say|I want to know] which way {0} ~face[| now].", "[now|so now|at the end,] which way ~am {0} facing?",
        "~do {0} face north, east, south or west?", "which way ~am {0} looking[| now]?", "what way ~am {0} facing?", "~am {0} facing north, east, south or west now?", "[tell me|say] the direction {0} ~face now.",
    ];

    private static readonly string[] Nouns = ["robot", "dog", "ship", "car", "cat", "bird", "boat", "drone", "horse", "turtle", "bus", "truck"];

    private static readonly string[] Links = [", ", ", then ", " and ", " and then ", ", and then ", ", and "];

    public string Name => "turns";

    public string Domain => "tracking";

    public int MaxLevel => 8;

    public IEnumerable<string> Wordings =>
    [
        .. HeadingTask.Directions, .. Starts.Concat(Turns.SelectMany(turns => turns)).Concat(Still).Concat(Questions).Select(text => text.Replace("~", string.Empty, StringComparison.Ordinal)), .. Verbs.Values.Select(forms => $"{forms.Third} {forms.Past}"), .. Short, .. Nouns,
        "I am you are it she he the a if again. It is. And then. I'm", Genders.Wordings, TrackingStory.Words,
    ];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        var story = new TrackingStory(random, Name, plain);
        var who = Walker.Draw(random, plain);
        int first = random.Next(4);
        int facing = first;
        string history = $"{who.Key}:{HeadingTask.Directions[first]}|";
        Go(exactLevel || random.NextDouble() < 0.7 ? level : random.Next(1, level + 1));
        for (int more = exactLevel ? 0 : random.Next(3); more > 0; more--)
        {
            Go(random.Next(1, Math.Min(level, 3) + 1));
        }

        return story.Exchanges;

        void Go(int turns)
        {
            string? begins = story.Exchanges.Count == 0 ? Wording.Choose(random, plain ? Starts[..1] : Starts, HeadingTask.Directions[first]) : null;
            var steps = new List<(int Quarters, int After)>();
            for (int left = turns; left > 0;)
            {
                int quarters = !plain && random.Next(12) == 0 ? -1 : !plain && random.Next(25) == 0 ? 0 : random.Next(1, 4);
                facing = (facing + Math.Max(quarters, 0)) % 4;
                steps.Add((quarters, facing));
                history += quarters < 0 ? string.Empty : $"+{quarters}";
                left -= quarters < 0 ? 0 : 1;
            }

            string question = Wording.Choose(random, plain ? Questions[..1] : Questions, who.Later);
            Tell(random, story, who, begins, steps, plain, question, (text) => story.Ask(text, $"It is {HeadingTask.Directions[facing]}.", turns, history));
        }
    }

    private static void Tell(
        Random random, TrackingStory story, Walker who, string? begins, List<(int Quarters, int After)> steps, bool plain, string question, Action<string> ask)
    {
        int style = plain ? 0 : random.Next(10);
        if (style < 4)
        {
            // "Ann faces north. She turns left."
            bool past = style == 3;
            if (begins is not null)
            {
                story.TellFacts([Brief(random, $"{who.First} {Said(begins, who, past)}")]);
                if (!plain && random.Next(8) == 0)
                {
                    story.Acknowledge();
                }
            }

            story.TellEvents(steps.Select(step => ($"{who.Later} {Noted(Turn(random, step.Quarters, plain), step.After, who, past)}", (string?)null)));
            ask(Said(question, who, past && random.Next(2) == 0));
            return;
        }

        // "Start facing north" may be said to anybody, "be facing north" is not said.
        bool commands = style >= 8 && who.IsSpeaker && begins?.Contains("~am", StringComparison.Ordinal) != true;
        bool shortens = random.Next(2) == 0;
        bool repeats = !shortens && !commands && random.Next(4) == 0;
        string[] links = random.Next(3) > 0 ? [Names.Pick(random, Links)] : Links;
        var told = new StringBuilder(begins is null ? string.Empty : Said(begins, who, past: false));
        bool turned = false;
        foreach (var (quarters, after) in steps)
        {
            string turn = shortens && turned && quarters >= 0 ? Short[quarters] + (random.Next(6) == 0 ? " again" : string.Empty) : Turn(random, quarters, plain);
            told.Append(told.Length == 0 ? string.Empty : Names.Pick(random, links)).Append(repeats && told.Length > 0 ? who.Later + " " : string.Empty).Append(Noted(turn, after, who, past: false));
            turned |= quarters >= 0;
        }

        // "Ann faces north, turns left and turns right. ...", "If I face north and turn left, ..." or, as one is told to, "Face north, turn left, turn right. ..."
        string subject = begins is null ? who.Later : who.First;
        string asked = Said(question, who, past: false);
        ask(commands ? $"{told}. {Begin(asked)}" : style == 4 ? $"if {subject} {told}, {asked}" : $"{Brief(random, $"{subject} {told}")}. {Begin(asked)}");
    }

    private static string Turn(Random random, int quarters, bool plain) =>
        quarters < 0 ? Names.Pick(random, Still) : Wording.Choose(random, plain || random.Next(3) == 0 ? Turns[quarters][..1] : Turns[quarters]);

    private static string Noted(string text, int direction, Walker who, bool past) => PartialNotes.AtEnd(Said(text, who, past), HeadingTask.Directions[direction]);

    private static string Begin(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

    private static string Brief(Random random, string text) => random.Next(2) == 0 && text.StartsWith("I am ", StringComparison.Ordinal) ? "I'm" + text[4..] : text;

    /// <summary>The verbs in the form that goes with somebody.</summary>
    private static string Said(string text, Walker who, bool past) => Verb().Replace(text, found =>
    {
        string verb = found.Groups[1].Value;
        verb = verb == "am" && who.First == "you" ? "are" : verb;
        return past ? Verbs[verb].Past : who.IsSpeaker ? verb : Verbs[verb].Third;
    });

    [GeneratedRegex("~([a-z]+)")]
    private static partial Regex Verb();

    /// <summary>Who turns.</summary>
    /// <param name="Key">What makes them another one.</param>
    /// <param name="First">How they are named first.</param>
    /// <param name="Later">How they are named then.</param>
    private sealed record Walker(string Key, string First, string Later)
    {
        /// <summary>Whether it is one of the two who talk.</summary>
        public bool IsSpeaker => First is "I" or "you";

        public static Walker Draw(Random random, bool plain)
        {
            string name = Names.Draw(random, 1, plain)[0];
            string noun = Names.Pick(random, Nouns);
            return (random.Next(10), plain) switch
            {
                ( < 5, _) => new("I", "I", "I"),
                ( < 6, _) => new("you", "you", "you"),
                (_, true) => new(name, name, name),
                ( < 8, _) => new(name, name, Genders.Of(name) is { } pronouns && random.Next(2) == 0 ? pronouns.Subject : name),
                _ => new(noun, $"{(random.Next(2) == 0 ? "a" : "the")} {noun}", random.Next(2) == 0 ? "it" : $"the {noun}"),
            };
        }
    }
}
