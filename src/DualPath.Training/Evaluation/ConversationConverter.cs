using System.Text.Json;
using System.Text.Json.Serialization;
using DualPath.Engine.Tokenization;

namespace DualPath.Training.Evaluation;

/// <summary>
/// Earlier turns in the forms people write them in: <c>{"question", "answer"}</c> per exchange, <c>{"role", "content"}</c> per message, or plain strings that
/// alternate between person and model. Written in the first form.
/// </summary>
internal sealed class ConversationConverter : JsonConverter<IReadOnlyList<ChatExchange>>
{
    public override IReadOnlyList<ChatExchange> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("\"conversation\" is no list");
        }

        var exchanges = new List<ChatExchange>();
        string? question = null;
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("question", out var asked) && item.TryGetProperty("answer", out var answered))
            {
                exchanges.Add(new ChatExchange(Text(asked), Text(answered)));
                continue;
            }

            string text = Text(item.ValueKind == JsonValueKind.Object && item.TryGetProperty("content", out var content) ? content : item);
            bool fromModel = item.ValueKind == JsonValueKind.Object ? item.TryGetProperty("role", out var role) && Text(role) is not "user" : question is not null;
            if (fromModel != question is not null)
            {
                throw new JsonException("in \"conversation\", messages of person and model do not alternate");
            }

            if (fromModel)
            {
                exchanges.Add(new ChatExchange(question!, text));
            }

            question = fromModel ? null : text;
        }

        return question is null ? exchanges : throw new JsonException("in \"conversation\", the last message has no answer");
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<ChatExchange> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var exchange in value)
        {
            writer.WriteStartObject();
            writer.WriteString("question", exchange.Question);
            writer.WriteString("answer", exchange.Answer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new JsonException($"a text was expected in \"conversation\" where {element.GetRawText()} stands");
}
