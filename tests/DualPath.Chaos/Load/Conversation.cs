using System.Collections.Concurrent;
using System.Text.Json;
using DualPath.Contracts.Conversations;

namespace DualPath.Chaos.Load;

/// <summary>One conversation: what was asked in it, and everything any client was ever shown of it.</summary>
internal sealed class Conversation(string id)
{
    private readonly ConcurrentDictionary<long, string> _seen = new();
    private readonly ConcurrentQueue<string> _violations = new();

    public string Id { get; } = id;

    public ConcurrentQueue<Operation> Operations { get; } = new();

    /// <summary>The events that were shown, by their seq.</summary>
    public IReadOnlyDictionary<long, string> Seen => _seen;

    public IEnumerable<string> Violations => _violations;

    public static string Json(TurnEvent item) => JsonSerializer.Serialize(item, TurnEventJson.Default.TurnEvent);

    /// <summary>Takes in that a client was shown an event: two clients must never be shown different ones under one seq.</summary>
    public void See(TurnEvent item)
    {
        if (item.From is not null)
        {
            // Several as one; the record has them apart.
            return;
        }

        string json = Json(item);
        string first = _seen.GetOrAdd(item.Seq, json);
        if (first != json)
        {
            Violate($"event {item.Seq} was shown as {first} and as {json}");
        }
    }

    public void Violate(string what) => _violations.Enqueue($"conversation {Id}: {what}");
}
