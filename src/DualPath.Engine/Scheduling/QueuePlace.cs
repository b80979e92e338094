namespace DualPath.Engine.Scheduling;

/// <summary>Where a job stands in its queue.</summary>
/// <param name="Ahead">Jobs that are likely to be taken before it.</param>
/// <param name="Wait">How long it will wait, as the jobs before it went; null before the first has ended.</param>
internal readonly record struct QueuePlace(int Ahead, TimeSpan? Wait);
