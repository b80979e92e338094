namespace DualPath.Training.Tasks;

/// <summary>The tasks there are, in the order in which they join the curriculum.</summary>
internal static class TaskSet
{
    public static ITask Chains { get; } = new RelationChainTask();

    public static ITask Reverse { get; } = new ReverseRelationTask();

    public static ITask Forwarding { get; } = new ForwardingTask();

    public static ITask Ordering { get; } = new OrderingTask();

    public static ITask Sums { get; } = new SumTask();

    public static ITask SmallTalk { get; } = new SmallTalkTask();

    public static ITask Refusals { get; } = new RefusalTask();

    public static IReadOnlyList<ITask> All { get; } = [Chains, Reverse, Forwarding, Ordering, Sums, SmallTalk, Refusals];
}
