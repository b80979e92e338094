using System.Text.Json;
using System.Text.Json.Serialization;
using DualPath.Contracts.Conversations;

namespace DualPath.Server.Protocol;

/// <summary>
/// Writes every event as the union does. SignalR serializes a stream's items by their own type, and by its own type an event would
/// not say what it is.
/// </summary>
public sealed class AnyTurnEventConverter : JsonConverter<TurnEvent>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(TurnEvent));

    public override TurnEvent? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, WireJson.TurnEvent);

    public override void Write(Utf8JsonWriter writer, TurnEvent value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, WireJson.TurnEvent);
}
