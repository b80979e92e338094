using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DualPath.Contracts.Conversations;

namespace DualPath.Server.Protocol;

/// <summary>
/// JSON as it goes over the wire, the same on every transport: <see cref="TurnEventJson"/>'s shape, and text as people write it.
/// </summary>
/// <remarks>
/// The default encoder would write "347 + 589" as "347 \u002B 589", to be safe inside HTML. Nothing here is ever put inside HTML: the
/// content types say what it is and forbid guessing. So a person who reads the stream with curl reads the text.
/// </remarks>
public static class WireJson
{
    /// <summary>For serializers that are configured rather than called.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>How any event of the union is written and read.</summary>
    public static JsonTypeInfo<TurnEvent> TurnEvent { get; } = (JsonTypeInfo<TurnEvent>)Options.GetTypeInfo(typeof(TurnEvent));

    private static readonly Dictionary<Type, string> TypeNames = TurnEvent.PolymorphismOptions!.DerivedTypes
        .ToDictionary(derived => derived.DerivedType, derived => (string)derived.TypeDiscriminator!);

    /// <summary>The event's <c>type</c>, as it stands in the JSON.</summary>
    public static string TypeOf(TurnEvent turnEvent)
    {
        ArgumentNullException.ThrowIfNull(turnEvent);
        return TypeNames[turnEvent.GetType()];
    }

    /// <summary>The JSON of a problem, on one line.</summary>
    public static string Of(Problem problem) => JsonSerializer.Serialize(problem, Options);

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(TurnEventJson.Default, WireMessagesJson.Default),
        };
        options.MakeReadOnly();
        return options;
    }
}
