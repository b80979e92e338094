namespace DualPath.Training.Tasks;

/// <summary>The tasks there are.</summary>
internal static class TaskSet
{
    public static ITask Chains { get; } = new RelationChainTask();

    public static ITask OutsideIn { get; } = new OutsideInTask();

    public static ITask Reverse { get; } = new ReverseRelationTask();

    public static ITask Forwarding { get; } = new ForwardingTask();

    public static ITask Ordering { get; } = new OrderingTask();

    public static ITask Sums { get; } = new SumTask();

    public static ITask Refusals { get; } = new RefusalTask();

    public static ITask Differences { get; } = new DifferenceTask();

    public static ITask Products { get; } = new ProductTask();

    public static ITask Comparisons { get; } = new CompareTask();

    public static ITask Operations { get; } = new OperationsTask();

    public static ITask Stories { get; } = new StoryTask();

    public static ITask Conversions { get; } = new ConvertTask();

    public static ITask Clocks { get; } = new ClockTask();

    public static ITask Calendars { get; } = new CalendarTask();

    public static ITask Holders { get; } = new HolderTask();

    public static ITask Cups { get; } = new CupsTask();

    public static ITask Moves { get; } = new MovesTask();

    public static ITask Carries { get; } = new CarryTask();

    public static ITask Turns { get; } = new TurnsTask();

    public static ITask Headings { get; } = new HeadingTask();

    public static ITask Walks { get; } = new GridTask();

    public static ITask Facts { get; } = new FactTask();

    public static ITask SmallTalk { get; } = new SmallTalkTask(
        [Chains, OutsideIn, Reverse, Forwarding, Ordering, Sums, Differences, Products, Comparisons, Operations, Stories, Conversions, Clocks, Calendars, Holders, Cups, Moves, Carries, Turns, Headings, Walks, Facts]);

    public static IReadOnlyList<ITask> All { get; } =
    [
        Chains, OutsideIn, Reverse, Forwarding, Ordering, Sums, SmallTalk, Refusals, Differences, Products, Comparisons, Operations, Stories, Conversions, Clocks, Calendars, Holders, Cups, Moves, Carries, Turns, Headings, Walks, Facts,
    ];
}
