using System.Collections.Concurrent;
using DualPath.Contracts.Conversations;

namespace DualPath.Storage.Conversations;

/// <summary>Conversation logs in this process, for tests: the rules of <see cref="RedisConversationLog"/> without a store.</summary>
public sealed class InMemoryConversationLog : IConversationLog
{
    private readonly ConcurrentDictionary<string, List<TurnEvent>> _logs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<bool> TryAppendAsync(string conversationId, IReadOnlyList<TurnEvent> events, CancellationToken cancellationToken)
    {
        long before = EventSequence.PositionBefore(events);
        cancellationToken.ThrowIfCancellationRequested();
        var log = _logs.GetOrAdd(conversationId, _ => []);
        lock (log)
        {
            if (log.Count != before)
            {
                return Task.FromResult(false);
            }

            log.AddRange(events);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TurnEvent>> ReadAsync(string conversationId, long afterSeq, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeq);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_logs.TryGetValue(conversationId, out var log))
        {
            return Task.FromResult<IReadOnlyList<TurnEvent>>([]);
        }

        lock (log)
        {
            return Task.FromResult<IReadOnlyList<TurnEvent>>(log.Skip((int)Math.Min(afterSeq, log.Count)).ToArray());
        }
    }
}
