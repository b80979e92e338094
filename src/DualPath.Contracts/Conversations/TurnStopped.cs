using System.Text.Json.Serialization;

namespace DualPath.Contracts.Conversations;

/// <summary>A person stopped the turn.</summary>
[GenerateSerializer]
public sealed record TurnStopped : TurnEvent
{
    /// <summary>What was stopped.</summary>
    [Id(0)] public required StopTarget Target { get; init; }

    /// <summary>The text that stays. It has not been ruled on.</summary>
    [Id(1)] public required string Text { get; init; }

    /// <inheritdoc/>
    [JsonIgnore] public override bool IsTerminal => true;
}
