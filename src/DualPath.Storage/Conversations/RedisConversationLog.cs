using System.Text.Json;
using DualPath.Contracts.Conversations;
using DualPath.Storage.Redis;
using StackExchange.Redis;

namespace DualPath.Storage.Conversations;

/// <summary>Conversation logs in Redis: one list per conversation, whose element at index i is the event with seq i + 1, as JSON.</summary>
public sealed class RedisConversationLog(RedisConnection connection) : IConversationLog
{
    // One RPUSH, not one per event: it is one entry of the store's append-only file, so a batch is on record whole or not at all.
    // KEYS[1] the list, ARGV[1] the length it must have, ARGV[2..] the events.
    private const string AppendScript = """
        if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
        redis.call('RPUSH', KEYS[1], unpack(ARGV, 2))
        return 1
        """;

    /// <inheritdoc/>
    public async Task<bool> TryAppendAsync(string conversationId, IReadOnlyList<TurnEvent> events, CancellationToken cancellationToken)
    {
        var arguments = new RedisValue[events.Count + 1];
        arguments[0] = EventSequence.PositionBefore(events);
        for (int i = 0; i < events.Count; i++)
        {
            arguments[i + 1] = JsonSerializer.SerializeToUtf8Bytes(events[i], TurnEventJson.Default.TurnEvent);
        }

        var appended = await connection.RunAsync(
            "append to a conversation",
            database => database.ScriptEvaluateAsync(AppendScript, [KeyOf(conversationId)], arguments),
            cancellationToken);
        return (int)appended == 1;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">An event on record cannot be read: the record is damaged, and nothing may be guessed.</exception>
    public async Task<IReadOnlyList<TurnEvent>> ReadAsync(string conversationId, long afterSeq, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeq);
        var values = await connection.RunAsync(
            "read a conversation", database => database.ListRangeAsync(KeyOf(conversationId), afterSeq), cancellationToken);
        var events = new TurnEvent[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            events[i] = Read(conversationId, afterSeq + i + 1, values[i]);
        }

        return events;
    }

    private static TurnEvent Read(string conversationId, long seq, RedisValue json)
    {
        TurnEvent? read = null;
        Exception? cause = null;
        try
        {
            read = JsonSerializer.Deserialize(((ReadOnlyMemory<byte>)json).Span, TurnEventJson.Default.TurnEvent);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            cause = exception;
        }

        return read?.Seq == seq ? read : throw new InvalidDataException($"Event {seq} of conversation {conversationId} cannot be read.", cause);
    }

    private RedisKey KeyOf(string conversationId) => connection.Key("conversation", conversationId);
}
