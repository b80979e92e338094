using System.Text.Json.Serialization;
using DualPath.Contracts.Conversations;

namespace DualPath.Server.Protocol;

/// <summary>The JSON shape of what goes in and out beside the events, generated at build time.</summary>
[JsonSerializable(typeof(AskRequest))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(StopTarget))]
[JsonSerializable(typeof(TurnReceipt))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class WireMessagesJson : JsonSerializerContext;
