namespace DualPath.Contracts.Conversations;

/// <summary>
/// The answer broke off, with the process that made it or by itself, and is begun again. On record, so that tries are counted through
/// crashes and a question that brings the server down cannot do so for ever.
/// </summary>
[GenerateSerializer]
public sealed record TurnResumed : TurnEvent
{
    /// <summary>Which try begins; the first one has no event, so at least 2.</summary>
    [Id(0)] public required int Attempt { get; init; }
}
