using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Conversations;

/// <summary>The question is on record; from here on the turn will end in exactly one terminal event.</summary>
[GenerateSerializer]
public sealed record TurnAccepted : TurnEvent
{
    /// <summary>The conversation the turn belongs to.</summary>
    [Id(0)] public required string ConversationId { get; init; }

    /// <summary>The question as recorded.</summary>
    [Id(1)] public required string Question { get; init; }

    /// <summary>The caller's name for this operation; asking again under the same name returns the same turn. Null when not given.</summary>
    [Id(2)] public string? OperationId { get; init; }

    /// <summary>Whose turn it is; on record only. Watchers are given null: a scope is nobody's business but the server's.</summary>
    [Id(3)] public string? Scope { get; init; }

    /// <summary>When the server recorded the question.</summary>
    [Id(4)] public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>
    /// How it is answered, also when it is begun again after the operator has changed the options. There is no seed among them, because
    /// decoding is greedy from a zero initial state. Null in records that are older than this member.
    /// </summary>
    [Id(5)] public GenerationSettings? Settings { get; init; }

    /// <summary>Checksum of the model of the process that recorded the question. Null when it had none, and in records that are older than this member.</summary>
    [Id(6)] public string? Model { get; init; }

    /// <summary>What the question asks of the answer cache; null for nothing in particular.</summary>
    [Id(7)] public CacheControl? Cache { get; init; }

    /// <summary>How many earlier exchanges the model is shown at least, if there are so many. Null in records that are older than this member.</summary>
    [Id(8)] public int? ContextExchanges { get; init; }
}
