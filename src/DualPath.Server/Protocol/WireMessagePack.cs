using System.Text;
using System.Text.Json;
using DualPath.Contracts.Conversations;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace DualPath.Server.Protocol;

/// <summary>
/// MessagePack in the shape of the JSON: the same members under the same names, enumerations as the same words, nothing where JSON
/// has nothing. Every message goes through its JSON, so the two cannot drift apart.
/// </summary>
public static class WireMessagePack
{
    /// <summary>For the hub, whose callers are not to be trusted.</summary>
    public static MessagePackSerializerOptions Options { get; } = MessagePackSerializerOptions.Standard
        .WithSecurity(MessagePackSecurity.UntrustedData)
        .WithResolver(CompositeResolver.Create(new Resolver(), StandardResolver.Instance));

    private sealed class Resolver : IFormatterResolver
    {
        public IMessagePackFormatter<T>? GetFormatter<T>() => Formatter<T>.Instance;

        private static class Formatter<T>
        {
            public static readonly IMessagePackFormatter<T>? Instance =
                typeof(T) == typeof(AskRequest) || typeof(T) == typeof(TurnReceipt) || typeof(T) == typeof(StopTarget)
                    ? new ThroughJson<T>(typeof(T))
                    : typeof(T).IsAssignableTo(typeof(TurnEvent)) ? new ThroughJson<T>(typeof(TurnEvent)) : null;
        }
    }

    /// <param name="shape">The type whose JSON it is: for every event the union, because only the union's JSON names the type.</param>
    private sealed class ThroughJson<T>(Type shape) : IMessagePackFormatter<T>
    {
        public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) =>
            Write(ref writer, JsonSerializer.SerializeToElement(value, shape, WireJson.Options));

        public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            var json = new StringWriter(new StringBuilder());
            MessagePackSerializer.ConvertToJson(ref reader, json, options);
            return (T)JsonSerializer.Deserialize(json.ToString(), shape, WireJson.Options)!;
        }
    }

    private static void Write(ref MessagePackWriter writer, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteMapHeader(json.GetPropertyCount());
                foreach (var member in json.EnumerateObject())
                {
                    writer.Write(member.Name);
                    Write(ref writer, member.Value);
                }

                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                {
                    Write(ref writer, item);
                }

                break;
            case JsonValueKind.String:
                writer.Write(json.GetString());
                break;
            case JsonValueKind.Number when json.TryGetInt64(out long integer):
                writer.Write(integer);
                break;
            case JsonValueKind.Number:
                writer.Write(json.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(json.GetBoolean());
                break;
            default:
                writer.WriteNil();
                break;
        }
    }
}
