using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DualPath.Contracts.Conversations;

namespace DualPath.Server.Protocol;

/// <summary>
/// The event stream as it goes out, the same on every transport: <see cref="TurnEventJson"/>'s shape, and text as people write it.
/// </summary>
/// <remarks>
/// The default encoder would write "347 + 589" as "347 \u002B 589", to be safe inside HTML. Nothing here is ever put inside HTML: the
/// content types say what it is and forbid guessing. So a person who reads the stream with curl reads the text.
/// </remarks>
public static class WireJson
{
    private static readonly TurnEventJson Context = new(new JsonSerializerOptions(TurnEventJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static readonly Dictionary<Type, string> TypeNames = Context.TurnEvent.PolymorphismOptions!.DerivedTypes
        .ToDictionary(derived => derived.DerivedType, derived => (string)derived.TypeDiscriminator!);

    /// <summary>How any event of the union is written and read.</summary>
    public static JsonTypeInfo<TurnEvent> TurnEvent => Context.TurnEvent;

    /// <summary>Resolves the union's types, for serializers that are configured rather than called.</summary>
    public static IJsonTypeInfoResolver Resolver => Context;

    /// <summary>The event's <c>type</c>, as it stands in the JSON.</summary>
    public static string TypeOf(TurnEvent turnEvent)
    {
        ArgumentNullException.ThrowIfNull(turnEvent);
        return TypeNames[turnEvent.GetType()];
    }
}
