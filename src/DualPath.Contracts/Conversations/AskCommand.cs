using DualPath.Contracts.Caching;

namespace DualPath.Contracts.Conversations;

/// <summary>A question for a conversation, already checked at the edge.</summary>
[GenerateSerializer]
public sealed record AskCommand
{
    /// <summary>Whose question it is. The first question of a conversation fixes the conversation's scope.</summary>
    [Id(0)] public required string Scope { get; init; }

    /// <summary>The question, not empty and within the server's limits.</summary>
    [Id(1)] public required string Question { get; init; }

    /// <summary>The caller's name for this operation, to make retries safe; null for none.</summary>
    [Id(2)] public string? OperationId { get; init; }

    /// <summary>What it asks of the answer cache.</summary>
    [Id(3)] public CacheControl Cache { get; init; }
}
