namespace DualPath.Training.Tasks;

/// <summary>
/// "What time is it 35 minutes after 3:45?" Level 1 moves by whole hours, level 2 by minutes, level 3 by both. The answer keeps to the clock of
/// the question: one with am and pm, one of 24 hours if the hour is 0 or above 12 or has two digits where one would do, or else one of 12 hours.
/// </summary>
internal sealed class ClockTask : ITask
{
    private enum Clock
    {
        Twelve,
        TwentyFour,
        Half,
    }

    // {0} is the time, {1} the span, {2} "after" or "before".
    private static readonly string[] Away =
    [
        "[What time is it|What time is|What's the time|What is the time|Which time is] {1} {2} {0}?", "[What time is it|What time is] {1} {2} {0}?", "{1} {2} {0}[|?| is what time?]",
        "[Tell me|Give me|Find|Do you know] the time {1} {2} {0}[.|]", "When is {1} {2} {0}?",
    ];

    private static readonly string[] Forward =
    [
        "[It is|It's|The time is|The clock shows|The clock says|Now it is] {0}. [What time is it|What time will it be|What will the time be|What does the clock show] [in {1}|{1} later|{1} from now|after {1}]?",
        "If it is {0}[ now|], what time [is it|will it be] [in {1}|{1} later]?", "[What time is it|What time will it be] in {1} if it is {0}[ now|]?", "[Add|Please add] {1} to {0}[.|]", "{0} plus {1}[|?]", "{0} + {1}[|?]",
        "[The|My|A] [train|bus|flight] [leaves|starts] at {0} and [takes|needs] {1}. [When|At what time] does it arrive?", "[The|A] [film|movie|lesson|meeting|concert|class|game] [starts|begins] at {0} and [takes|lasts] {1}. [When|At what time] does it end?",
        "I [leave|start] at {0} and [arrive|finish] {1} later. [When|At what time] is that?", "I put the [cake|bread|pizza] in at {0}. It takes {1}. When is it [ready|done]?",
    ];

    private static readonly string[] Backward =
    [
        "[It is|It's|The time is|The clock shows|The clock says|Now it is] {0}. [What time was it|What was the time|What did the clock show] {1} [ago|earlier|before]?", "If it is {0}[ now|], what time was it {1} ago?",
        "[Subtract|Take away|Take] {1} from {0}[.|]", "{0} minus {1}[|?]", "I must be there at {0}. The [way|trip] takes {1}. [When|At what time] must I [leave|go|start]?",
        "The [film|movie|lesson|meeting|concert] [ended|was over] at {0} and [took|lasted] {1}. [When|At what time] did it [start|begin]?",
    ];

    public string Name => "clock";

    public string Domain => "arithmetic";

    public bool IsStateless => true;

    public int MaxLevel => 3;

    public IEnumerable<string> Wordings => [.. Away, .. Forward, .. Backward, .. Numbers.Words, "It is am pm o'clock half past quarter to a an noon midnight hour hours minute minutes min h and of after before"];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false) =>
        Numbers.Several(random, level, exactLevel, plain, each => Ask(random, each, plain));

    private Exchange Ask(Random random, int level, bool plain)
    {
        var clock = plain ? (Clock)random.Next(2) : random.Next(10) switch { < 6 => Clock.Twelve, < 8 => Clock.TwentyFour, _ => Clock.Half };
        int hour = random.Next(24);

        // From 10 to 12 the clock of 24 hours looks like the other.
        clock = clock == Clock.TwentyFour && hour is >= 10 and <= 12 ? Clock.Twelve : clock;
        int start = (hour * 60) + (5 * (random.Next(3) == 0 ? 3 * random.Next(4) : random.Next(12)));
        int hours = level == 2 ? 0 : random.Next(1, level == 1 ? 12 : 6);
        int minutes = level == 1 ? 0 : 5 * random.Next(1, 12);
        bool back = random.Next(3) == 0;
        int end = start + (((60 * hours) + minutes) * (back ? -1 : 1));
        string time = Say(random, start, clock, plain);
        string span = Span(random, hours, minutes, plain);
        string side = back ? "before" : "after";
        string question = plain ? $"What time is it {span} {side} {time}?"
            : random.Next(2) == 0 ? Wording.Choose(random, Away, time, span, side)
            : Wording.Choose(random, back ? Backward : Forward, time, span);
        question = char.ToUpperInvariant(question[0]) + question[1..];
        string key = $"{Write(start, clock)}{(back ? '-' : '+')}{hours}:{minutes}";
        return new Exchange(Name, level, [new Segment(question)], $"It is {Write(end, clock)}.", key);
    }

    /// <summary>The time as the answer writes it.</summary>
    private static string Write(int time, Clock clock)
    {
        time = (time + (48 * 60)) % (24 * 60);
        (int hour, int minute) = (time / 60, time % 60);
        string twelve = $"{(hour + 11) % 12 + 1}:{minute:00}";
        return clock switch { Clock.Twelve => twelve, Clock.Half => $"{twelve} {(hour < 12 ? "am" : "pm")}", _ => $"{hour:00}:{minute:00}" };
    }

    /// <summary>The time as people ask about it.</summary>
    private static string Say(Random random, int time, Clock clock, bool plain)
    {
        string written = Write(time, clock);
        int hour = ((time / 60) + 11) % 12 + 1;
        int minute = time % 60;
        if (plain || clock == Clock.TwentyFour || random.Next(2) == 0)
        {
            return written;
        }

        bool spelled = random.Next(3) == 0;
        string name = Numbers.Write(hour, spelled);
        return (clock, minute) switch
        {
            (Clock.Half, 0) => $"{hour}{(random.Next(2) == 0 ? " " : "")}{written[^2..]}",
            (Clock.Half, _) => written.Replace(" ", random.Next(2) == 0 ? " " : "", StringComparison.Ordinal),
            (_, 0) when hour == 12 => time < 60 ? "midnight" : "noon",
            (_, 0) => random.Next(3) > 0 ? $"{name} o'clock" : name,
            (_, 15) => $"{(random.Next(2) == 0 ? "a " : "")}quarter past {name}",
            (_, 30) => $"half past {name}",
            (_, 45) => $"{(random.Next(2) == 0 ? "a " : "")}quarter to {Numbers.Write((hour % 12) + 1, spelled)}",
            (_, 5 or 10 or 20) => $"{Numbers.Write(minute, spelled)} past {name}",
            (_, 50 or 55) => $"{Numbers.Write(60 - minute, spelled)} to {Numbers.Write((hour % 12) + 1, spelled)}",
            _ => written,
        };
    }

    private static string Span(Random random, int hours, int minutes, bool plain)
    {
        if (!plain && random.Next(12) == 0)
        {
            return $"{(hours > 0 ? $"{hours} h" : "")}{(hours > 0 && minutes > 0 ? " " : "")}{(minutes > 0 ? $"{minutes} min" : "")}";
        }

        bool spelled = Numbers.DrawSpelled(random, plain);
        bool word = !plain && random.Next(2) == 0;
        string minute = (word, minutes, hours) switch
        {
            (true, 15, 0) => "a quarter of an hour",
            (true, 30, 0) => "half an hour",
            _ => $"{Numbers.Write(minutes, spelled)} minutes",
        };
        string hour = hours == 1 ? word ? "an hour" : $"{Numbers.Write(1, spelled)} hour" : $"{Numbers.Write(hours, spelled)} hours";
        return (hours, minutes) switch
        {
            (0, _) => minute,
            (_, 0) => hour,
            (1, 30) when word => "an hour and a half",
            (_, 30) when word => $"{Numbers.Write(hours, spelled)} and a half hours",
            _ => $"{hour} and {minute}",
        };
    }
}
