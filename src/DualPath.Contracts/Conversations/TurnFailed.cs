using System.Text.Json.Serialization;

namespace DualPath.Contracts.Conversations;

/// <summary>The turn could not be answered. What was already shown stays.</summary>
[GenerateSerializer]
public sealed record TurnFailed : TurnEvent
{
    /// <summary>What went wrong, as an RFC 9457 problem.</summary>
    [Id(0)] public required Problem Problem { get; init; }

    /// <inheritdoc/>
    [JsonIgnore] public override bool IsTerminal => true;
}
