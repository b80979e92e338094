namespace DualPath.Training.Tasks;

/// <summary>The tasks there are, in the order in which they join the curriculum.</summary>
internal static class TaskSet
{
    public static ITask Chains { get; } = new RelationChainTask();

    public static ITask Sums { get; } = new SumTask();

    public static ITask SmallTalk { get; } = new SmallTalkTask();

    public static ITask Refusals { get; } = new RefusalTask();

    public static ITask Facts { get; } = new FactTask();

    public static IReadOnlyList<ITask> All { get; } = [Chains, Sums, SmallTalk, Refusals, Facts];
}
