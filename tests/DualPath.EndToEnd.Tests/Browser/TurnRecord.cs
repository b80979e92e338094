using System.Text.Json;

namespace DualPath.EndToEnd.Tests.Browser;

/// <summary>A finished turn, as the server told it.</summary>
/// <param name="Events">Its events, in order.</param>
public sealed record TurnRecord(IReadOnlyList<JsonElement> Events)
{
    public IReadOnlyList<string> Types => [.. Events.Select(WireTap.Type)];

    /// <summary>The draft, before any ruling.</summary>
    public string Draft => string.Concat(OfType("draft.delta").Select(delta => delta.GetProperty("text").GetString()));

    public string DraftSource => OfType("draft.completed").Single().GetProperty("source").GetString()!;

    /// <summary>The last event, which must say that the turn was answered.</summary>
    public JsonElement Completed => Events[^1] is var last && WireTap.Type(last) == "turn.completed"
        ? last
        : throw new InvalidOperationException($"The turn ended otherwise: {last}");

    public string Text => Completed.GetProperty("text").GetString()!;

    public string Ruling => Completed.GetProperty("ruling").GetString()!;

    public IEnumerable<JsonElement> OfType(string type) => Events.Where(turnEvent => WireTap.Type(turnEvent) == type);
}
