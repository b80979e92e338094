using DualPath.Contracts.Conversations;

namespace DualPath.Server.Protocol;

/// <summary>What to stop.</summary>
/// <param name="Target">The deep path only, or everything.</param>
public sealed record StopRequest(StopTarget? Target);
