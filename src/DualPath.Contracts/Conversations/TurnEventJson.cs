using System.Text.Json;
using System.Text.Json.Serialization;

namespace DualPath.Contracts.Conversations;

/// <summary>The JSON shape of the event stream, generated at build time: camel case, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TurnEvent))]
public sealed partial class TurnEventJson : JsonSerializerContext;
