namespace DualPath.Training.Tasks;

/// <summary>
/// "What day is 3 days after Monday?" Level 1 is one step among the weekdays or months; level 2 is also a date in the next or the last
/// month; from level 2 on there are chains with so many steps, each from the day that the step before led to.
/// </summary>
internal sealed class CalendarTask : ITask
{
    private static readonly string[] DatesAfter =
    [
        "[What is|What's|Which is|What was] the date {1} {2} {0}?", "[What|Which] date [is|comes|falls] {1} {2} {0}?", "{1} {2} {0}[|?]", "[Tell me|Give me|Find|I need] the date {1} {2} {0}[.|]",
    ];

    private static readonly string[] DatesOn =
    [
        "[Today is|It is|It's|Today's] {0}. [What is the date|What date is it|What will the date be|What date will it be|What's the date] [in {1}|{1} from now|after {1}]?", "If [today is|it is] {0}, what [date is it|is the date|will be the date] in {1}?",
        "[What|Which] date is it in {1} if today is {0}?", "My [trip|course|holiday] [starts|begins] on {0} and ends {1} later. [When|On which date] does it end?",
    ];

    private static readonly string[] DatesBack =
        ["[Today is|It is|It's|Today's] {0}. [What was the date|What date was it|What's the date] {1} ago?", "If [today is|it is] {0}, [what|which] date was it {1} ago?"];

    private static readonly (int Days, string[] Forms)[] Named =
    [
        (1, ["[Today is|It is|It's|Today's] {0}. [What is the date|What date is it|What will the date be|Which date is it|What's the date] tomorrow?", "[What|Which] date [comes|is|follows] [right |]after {0}?", "[What|Which] is the day after {0}?", "The [day|date] after {0}[|?]", "What date is it tomorrow if today is {0}?"]),
        (-1, ["[Today is|It is|It's|Today's] {0}. [What was the date|What date was it|Which date was it|What date was] yesterday?", "[What|Which] date [comes|is|was] [right |]before {0}?", "[What|Which] is the day before {0}?", "The [day|date] before {0}[|?]"]),
        (2, ["[Today is|It is|It's|Today's] {0}. [What is the date|What date is it] the day after tomorrow?"]),
        (-2, ["[Today is|It is|It's|Today's] {0}. [What was the date|What date was it] the day before yesterday?"]),
    ];

    private static readonly string[] Dates = ["{0} {1}", "{0} {1}", "{0} {1}", "{1} {0}", "{1} {0}", "the {1}{2} of {0}", "{0} {1}{2}"];

    private static readonly int[] Lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    public string Name => "calendar";

    public string Domain => "arithmetic";

    public bool IsStateless => true;

    public int MaxLevel => 6;

    public IEnumerable<string> Wordings =>
        [.. DatesAfter, .. DatesOn, .. DatesBack, .. Named.SelectMany(entry => entry.Forms), "after before the of st nd rd th It is", Calendar.Wordings, .. Calendar.Weekdays, .. Calendar.Months, .. CalendarSteps.Wordings, .. CalendarChains.Wordings, .. Numbers.Words];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        if (level == 1 || (!exactLevel && random.Next(3) == 0))
        {
            return Numbers.Several(random, Math.Min(level, 2), exactLevel, plain, each => each == 1 ? CalendarSteps.Ask(random, plain) : Date(random, plain));
        }

        int steps = Numbers.Level(random, level, exactLevel);
        return (steps == 2 ? random.Next(3) : random.Next(1, 3)) == 0
            ? [Date(random, plain)]
            : CalendarChains.Ask(random, steps, exactLevel, plain);
    }

    private Exchange Date(Random random, bool plain)
    {
        // Without a year nobody can tell how long February is.
        int from, day, by, at, month;
        string[]? named = null;
        do
        {
            (from, by) = (random.Next(12), random.Next(10) < 7 ? random.Next(1, 11) : random.Next(11, 29));
            bool near = random.Next(3) > 0;
            bool back = random.Next(3) == 0;
            if (named is not null || (!plain && random.Next(4) == 0))
            {
                (by, named) = Names.Pick(random, Named);
                (back, by) = (by < 0, Math.Abs(by));
            }

            day = near ? back ? random.Next(1, Math.Min(by, Lengths[from]) + 1) : Math.Max(1, Lengths[from] - random.Next(0, by)) : random.Next(1, Lengths[from] + 1);
            by = back ? -by : by;
            (at, month) = (day + by, from);
            if (at > Lengths[from])
            {
                (at, month) = (at - Lengths[from], (from + 1) % 12);
            }
            else if (at < 1)
            {
                month = (from + 11) % 12;
                at += Lengths[month];
            }
        }
        while ((from == 1 && month == 2) || (from == 2 && month == 1));

        string form = plain ? Dates[0] : Names.Pick(random, Dates);
        string date = Wording.Choose(random, form, Calendar.Months[from], $"{day}", Ordinal(day));
        string span = Calendar.Span(random, Math.Abs(by), "day", plain);
        string side = by > 0 ? "after" : "before";
        string question = named is not null ? Wording.Choose(random, named, date)
            : plain ? $"What is the date {span} {side} {date}?"
            : random.Next(2) == 0 ? Wording.Choose(random, DatesAfter, date, span, side)
            : Wording.Choose(random, by > 0 ? DatesOn : DatesBack, date, span);
        question = char.ToUpperInvariant(question[0]) + question[1..];

        // The answer puts day and month in the order of the question.
        string answer = form.StartsWith("{0}", StringComparison.Ordinal) ? $"{Calendar.Months[month]} {at}" : $"{at} {Calendar.Months[month]}";
        return new Exchange(Name, 2, [new Segment(question)], $"It is {answer}.", $"{Calendar.Months[from]} {day}{by:+0;-0}");
    }

    private static string Ordinal(int day) => (day % 10, day / 10) switch { (1, not 1) => "st", (2, not 1) => "nd", (3, not 1) => "rd", _ => "th" };
}
