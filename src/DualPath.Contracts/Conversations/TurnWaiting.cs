namespace DualPath.Contracts.Conversations;

/// <summary>
/// There is nobody in the cluster at present who could answer. The turn stays owed and is answered once there is; waiting is no try.
/// </summary>
[GenerateSerializer]
public sealed record TurnWaiting : TurnEvent
{
    /// <summary>What is missing.</summary>
    [Id(0)] public required Problem Problem { get; init; }
}
