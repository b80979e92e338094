namespace DualPath.Training.Tasks;

/// <summary>One step from a weekday or a month to another: level 1 of <see cref="CalendarTask"/>.</summary>
internal static class CalendarSteps
{
    // {0} is the day or month, {1} is "3 days", {2} is "after" or "before", {3} is "day" or "month".
    private static readonly string[] Away =
    [
        "[What|Which] {3} [is|is it|comes|falls] {1} {2} {0}?", "[What|Which] {3} [is|is it|comes] {1} {2} {0}?", "{1} {2} {0}[|?| is which {3}?| is what {3}?]",
        "[Tell me|Find|Name|I need] the {3} {1} {2} {0}[.|]", "[Do you know|Can you tell me|Tell me] [which|what] {3} is {1} {2} {0}?", "[What is|What's] {1} {2} {0}?",
    ];

    private static readonly string[] Forward =
    [
        "[Today is|It is|It's|Today's|Now it is] {0}. [What|Which] {3} [is it|will it be] in {1}?", "[Today is|It is|It's] {0}. [What|Which] {3} [is it|will it be|comes] [{1} from now|{1} later|after {1}]?",
        "If [today is|it is|it's] {0}, [what|which] {3} [is it|will it be|do we have] in {1}?", "[What|Which] {3} [is it|will it be] in {1} if [today is|it is] {0}?",
        "[Today is|It is|It's] {0}. My [trip|test|course|party] is in {1}. [What|Which|On which] {3} is [it|that]?", "{0} plus {1}[|?]",
    ];

    private static readonly string[] Backward =
    [
        "[Today is|It is|It's|Today's|Now it is] {0}. [What|Which] {3} was it {1} ago?", "If [today is|it is|it's] {0}, [what|which] {3} was it {1} ago?", "[What|Which] {3} was it {1} ago if [today is|it is] {0}?", "{0} minus {1}[|?]",
    ];

    private static readonly string[] Next =
        ["[What|Which] {3} [comes|is|follows] [right |]after {0}?", "What comes after {0}?", "[What|Which] is the {3} after {0}?", "The {3} after {0}[|?]", "[What|Which] {3} follows {0}?", "[What|Which] {3} is next after {0}?"];

    private static readonly string[] Previous =
        ["[What|Which] {3} [comes|is] [right |]before {0}?", "What comes before {0}?", "[What|Which] is the {3} before {0}?", "The {3} before {0}[|?]"];

    private static readonly (int Days, string[] Forms)[] Named =
    [
        (1, ["[Today is|It is|It's|Today's] {0}. [What|Which] day is [it |]tomorrow?", "If [today is|it is|it's] {0}, [what|which] day is [it |]tomorrow?", "[What|Which] day is tomorrow if today is {0}?"]),
        (-1, ["[Today is|It is|It's|Today's] {0}. [What|Which] day was [it |]yesterday?", "If [today is|it is|it's] {0}, [what|which] day was [it |]yesterday?", "[What|Which] day was yesterday if today is {0}?"]),
        (2, ["[Today is|It is|It's|Today's] {0}. [What|Which] day is [it |]the day after tomorrow?", "If today is {0}, [what|which] day is the day after tomorrow?"]),
        (-2, ["[Today is|It is|It's|Today's] {0}. [What|Which] day was [it |]the day before yesterday?", "If today is {0}, [what|which] day was the day before yesterday?"]),
        (1, ["Yesterday was {0}. [What|Which] day is [it |]today?", "If yesterday was {0}, [what|which] day is [it |]today?"]),
        (-1, ["Tomorrow is {0}. [What|Which] day is [it |]today?", "If tomorrow is {0}, [what|which] day is [it |]today?"]),
        (2, ["Yesterday was {0}. [What|Which] day is [it |]tomorrow?"]),
        (-2, ["Tomorrow is {0}. [What|Which] day was [it |]yesterday?"]),
    ];

    public static IEnumerable<string> Wordings =>
        [.. Away, .. Forward, .. Backward, .. Next, .. Previous, .. Named.SelectMany(entry => entry.Forms), Calendar.Wordings, "after before It is"];

    public static Exchange Ask(Random random, bool plain)
    {
        bool days = random.Next(3) > 0;
        var names = days ? Calendar.Weekdays : Calendar.Months;
        string unit = days ? "day" : "month";
        string from = Names.Pick(random, names);
        (int by, string question) = Draw(random, from, unit, plain);
        string answer = $"It is {Calendar.Move(names, from, by)}.";
        question = char.ToUpperInvariant(question[0]) + question[1..];

        // A week and a year are known by heart, whatever the wording.
        return new Exchange("calendar", 1, [new Segment(question)], answer, Math.Abs(by) <= 7 ? question.ToLowerInvariant() : $"{from}{by:+0;-0}");
    }

    private static (int By, string Question) Draw(Random random, string from, string unit, bool plain)
    {
        int by = unit == "day" && random.Next(4) == 0 ? random.Next(8, 22) : random.Next(1, unit == "day" ? 8 : 9);
        by = random.Next(3) == 0 ? -by : by;
        string span = Calendar.Span(random, Math.Abs(by), unit, plain);
        string side = by > 0 ? "after" : "before";
        if (plain)
        {
            return (by, $"What {unit} is {span} {side} {from}?");
        }

        switch (random.Next(10))
        {
            case < 2:
                by = Math.Sign(by);
                return (by, Wording.Choose(random, by > 0 ? Next : Previous, from, "", side, unit));
            case < 4 when unit == "day":
                (by, string[] forms) = Names.Pick(random, Named);
                return (by, Wording.Choose(random, forms, from));
            case < 7:
                return (by, Wording.Choose(random, Away, from, span, side, unit));
            default:
                return (by, Wording.Choose(random, by > 0 ? Forward : Backward, from, span, side, unit));
        }
    }
}
