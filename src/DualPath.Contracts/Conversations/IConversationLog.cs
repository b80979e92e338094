namespace DualPath.Contracts.Conversations;

/// <summary>
/// The durable, append-only event log of every conversation: the only record there is. A conversation's state is what its events
/// fold to. Safe for concurrent use.
/// </summary>
public interface IConversationLog
{
    /// <summary>
    /// Appends events whose <see cref="TurnEvent.Seq"/> follow on from the last one on record, all or none. Returns when they are as
    /// durable as the store is configured to be.
    /// </summary>
    /// <returns>False when the log has moved on (another writer was first): nothing was written.</returns>
    /// <exception cref="StoreUnavailableException">The store did not take them; whether it will have is unknown.</exception>
    Task<bool> TryAppendAsync(string conversationId, IReadOnlyList<TurnEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Turns without a terminal event, longest accepted first: what somebody must see to even when nobody asks. Kept by
    /// <see cref="TryAppendAsync"/> from the events themselves. May still name a turn that is over, never omits one that is not.
    /// </summary>
    /// <param name="most">How many to return at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    Task<IReadOnlyList<OwedTurn>> OwedAsync(int most, CancellationToken cancellationToken);

    /// <summary>Has <see cref="OwedAsync"/> name a turn no longer. For one whose log says that it is over, or does not know it.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task SettleAsync(OwedTurn turn, CancellationToken cancellationToken);

    /// <summary>The events after a position, in order.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    Task<IReadOnlyList<TurnEvent>> ReadAsync(string conversationId, long afterSeq, CancellationToken cancellationToken);
}
