using System.Text.Json.Serialization;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Conversations;

/// <summary>The turn is over and this is its text.</summary>
[GenerateSerializer]
public sealed record TurnCompleted : TurnEvent
{
    /// <summary>The final text: the same characters that draft and revisions have built up.</summary>
    [Id(0)] public required string Text { get; init; }

    /// <summary>The ruling on it; for a cached answer the one it was stored with.</summary>
    [Id(1)] public required RulingOutcome Ruling { get; init; }

    /// <summary>What the run cost; all zero for a cached answer.</summary>
    [Id(2)] public required GenerationUsage Usage { get; init; }

    /// <summary>What the answer cache had to do with it.</summary>
    [Id(3)] public required CacheReport Cache { get; init; }

    /// <summary>Checksum of the model that gave the answer, now or when it was kept. Null in records that are older than this member.</summary>
    [Id(4)] public string? Model { get; init; }

    /// <inheritdoc/>
    [JsonIgnore] public override bool IsTerminal => true;
}
