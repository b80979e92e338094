using System.Text.Json;
using DualPath.Contracts.Conversations;
using DualPath.Storage.Redis;
using StackExchange.Redis;

namespace DualPath.Storage.Conversations;

/// <summary>
/// Conversation logs in Redis: one list per conversation, whose element at index i is the event with seq i + 1, as JSON; and one sorted
/// set of the turns that are owed an answer, by the time they were accepted.
/// </summary>
public sealed class RedisConversationLog(RedisConnection connection) : IConversationLog
{
    // The events in one RPUSH, not one each: it is one entry of the store's append-only file, so a batch is on record whole or not at
    // all. Only a batch of thousands takes several, because Lua's stack holds no more. A turn becomes owed before it is on record and is settled after, so no cut between leaves one on record and not owed.
    // KEYS[1] the list, KEYS[2] the owed turns, ARGV[1] the length the list must have, ARGV[2] how many turns become owed and ARGV[3] how
    // many are settled; then score and member of each owed one, the member of each settled one, and the events.
    private const string AppendScript = """
        if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
        local owed, settled, at = tonumber(ARGV[2]), tonumber(ARGV[3]), 4
        for i = 1, owed do
          redis.call('ZADD', KEYS[2], ARGV[at], ARGV[at + 1])
          at = at + 2
        end
        for i = at + settled, #ARGV, 4000 do
          redis.call('RPUSH', KEYS[1], unpack(ARGV, i, math.min(i + 3999, #ARGV)))
        end
        for i = at, at + settled - 1 do redis.call('ZREM', KEYS[2], ARGV[i]) end
        return 1
        """;

    /// <inheritdoc/>
    public async Task<bool> TryAppendAsync(string conversationId, IReadOnlyList<TurnEvent> events, CancellationToken cancellationToken)
    {
        long before = EventSequence.PositionBefore(events);
        var owed = events.OfType<TurnAccepted>().ToArray();
        var settled = events.Where(item => item.IsTerminal).ToArray();
        RedisValue[] arguments =
        [
            before, owed.Length, settled.Length,
            .. owed.SelectMany(item => new RedisValue[] { item.AcceptedAt.ToUnixTimeMilliseconds(), Member(conversationId, item.TurnId) }),
            .. settled.Select(item => Member(conversationId, item.TurnId)),
            .. events.Select(item => (RedisValue)JsonSerializer.SerializeToUtf8Bytes(item, TurnEventJson.Default.TurnEvent)),
        ];
        var appended = await connection.WriteAsync(
            "append to a conversation",
            database => database.ScriptEvaluateAsync(AppendScript, [KeyOf(conversationId), OwedKey], arguments),
            cancellationToken);
        return (int)appended == 1;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OwedTurn>> OwedAsync(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        var members = await connection.RunAsync(
            "list the owed turns", database => database.SortedSetRangeByRankAsync(OwedKey, 0, most - 1), cancellationToken);
        return [.. members.Select(member => ((string)member!).Split(' ')).Select(parts => new OwedTurn(parts[0], parts[1]))];
    }

    /// <inheritdoc/>
    public async Task SettleAsync(OwedTurn turn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        await connection.WriteAsync(
            "settle a turn", database => database.SortedSetRemoveAsync(OwedKey, Member(turn.ConversationId, turn.TurnId)), cancellationToken);
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

    // Neither id has a space in it.
    private static RedisValue Member(string conversationId, string turnId) => $"{conversationId} {turnId}";

    private RedisKey OwedKey => connection.Key("turns", "owed");

    private RedisKey KeyOf(string conversationId) => connection.Key("conversation", conversationId);
}
