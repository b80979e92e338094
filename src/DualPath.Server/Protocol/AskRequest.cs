using DualPath.Contracts.Caching;

namespace DualPath.Server.Protocol;

/// <summary>A question as it comes in, unchecked.</summary>
/// <param name="Question">The question.</param>
/// <param name="ConversationId">The conversation it belongs to; null begins one.</param>
/// <param name="OperationId">The caller's name for this operation: asking again under the same name returns the same turn.</param>
/// <param name="Cache">What it asks of the answer cache; null for nothing in particular.</param>
public sealed record AskRequest(string? Question, string? ConversationId = null, string? OperationId = null, CacheControl? Cache = null);
