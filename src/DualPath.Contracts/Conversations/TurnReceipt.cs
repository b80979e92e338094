namespace DualPath.Contracts.Conversations;

/// <summary>The question is on durable record.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="Seq">Position of the turn's <see cref="TurnAccepted"/> event: watch from one before it to see the whole turn.</param>
[GenerateSerializer]
public sealed record TurnReceipt(
    [property: Id(0)] string ConversationId,
    [property: Id(1)] string TurnId,
    [property: Id(2)] long Seq);
