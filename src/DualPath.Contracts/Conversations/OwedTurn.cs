namespace DualPath.Contracts.Conversations;

/// <summary>A turn that was accepted and has no terminal event yet.</summary>
/// <param name="ConversationId">Its conversation.</param>
/// <param name="TurnId">The turn.</param>
public sealed record OwedTurn(string ConversationId, string TurnId);
