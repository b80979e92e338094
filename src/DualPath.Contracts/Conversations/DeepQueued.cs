namespace DualPath.Contracts.Conversations;

/// <summary>The deep path has been asked for and waits for its place on the engine.</summary>
[GenerateSerializer]
public sealed record DeepQueued : TurnEvent
{
    /// <summary>Deep requests that wait before this one, not counting those that are running.</summary>
    [Id(0)] public required int Position { get; init; }

    /// <summary>Estimated wait in milliseconds; null when there is no estimate yet.</summary>
    [Id(1)] public double? EstimatedWaitMs { get; init; }
}
