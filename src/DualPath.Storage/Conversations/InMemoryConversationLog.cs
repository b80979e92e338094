using System.Collections.Concurrent;
using DualPath.Contracts.Conversations;

namespace DualPath.Storage.Conversations;

/// <summary>Conversation logs in this process, for tests: the rules of <see cref="RedisConversationLog"/> without a store.</summary>
public sealed class InMemoryConversationLog : IConversationLog
{
    private readonly ConcurrentDictionary<string, List<TurnEvent>> _logs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<OwedTurn, DateTimeOffset> _owed = new();

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
            foreach (var item in events)
            {
                var turn = new OwedTurn(conversationId, item.TurnId);
                if (item is TurnAccepted accepted)
                {
                    _owed[turn] = accepted.AcceptedAt;
                }
                else if (item.IsTerminal)
                {
                    _owed.TryRemove(turn, out _);
                }
            }

            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<OwedTurn>> OwedAsync(int most, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<OwedTurn>>([.. _owed.OrderBy(owed => owed.Value).Select(owed => owed.Key).Take(most)]);
    }

    /// <inheritdoc/>
    public Task SettleAsync(OwedTurn turn, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _owed.TryRemove(turn, out _);
        return Task.CompletedTask;
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
