namespace DualPath.Contracts.Conversations;

/// <summary>
/// One conversation, by its id. Records a question before anything is answered, numbers every event of every turn, and lets any
/// number of watchers read from any position. Turns are answered one after another, in the order they were asked, because each
/// one's context is the answers before it.
/// </summary>
[Alias("DualPath.IConversationGrain")]
public interface IConversationGrain : IGrainWithStringKey
{
    /// <summary>Records a question and starts answering it. Returns when the question is on durable record, before any answer.</summary>
    /// <param name="command">The question and whose it is.</param>
    /// <param name="cancellationToken">Gives up waiting; a question already recorded is answered all the same.</param>
    [Alias("Ask")]
    Task<AskResult> AskAsync(AskCommand command, CancellationToken cancellationToken);

    /// <summary>The conversation's events after a position: those on record first, then the live ones, until cancelled.</summary>
    /// <param name="scope">Whose request this is.</param>
    /// <param name="afterSeq">The last event the watcher has; 0 for all.</param>
    /// <param name="cancellationToken">Ends the enumeration. The turn goes on without its watchers.</param>
    /// <exception cref="ConversationNotFoundException">No such conversation in this scope.</exception>
    [Alias("Watch")]
    IAsyncEnumerable<TurnEvent> WatchAsync(string scope, long afterSeq, CancellationToken cancellationToken);

    /// <summary>Stops a turn; does nothing when it is already over.</summary>
    /// <exception cref="ConversationNotFoundException">No such conversation or turn in this scope.</exception>
    [Alias("Stop")]
    Task StopAsync(string scope, string turnId, StopTarget target, CancellationToken cancellationToken);

    /// <summary>
    /// Sees to it that a turn is being answered, with or without watchers. For the sweep over owed turns, not for callers: it asks for no
    /// scope. Does nothing when the turn is being answered; strikes it off the owed ones when it is over.
    /// </summary>
    [Alias("Resume")]
    Task ResumeAsync(string turnId, CancellationToken cancellationToken);

    /// <summary>A person says that a turn's answer is wrong: the answer cache forgets it and does not take it in again. The turn stays as it is.</summary>
    /// <exception cref="ConversationNotFoundException">No such conversation or turn in this scope.</exception>
    /// <exception cref="StoreUnavailableException">The cache could not be told.</exception>
    [Alias("Disown")]
    Task DisownAsync(string scope, string turnId, CancellationToken cancellationToken);
}
