using System.Collections.Concurrent;
using DualPath.Contracts;
using DualPath.Contracts.Conversations;

namespace DualPath.Grains.Tests;

/// <summary>A log whose appends a test can hold back, for what happens while the store takes its time.</summary>
public sealed class HeldLog(IConversationLog inner) : IConversationLog
{
    private readonly ConcurrentDictionary<string, Hold> _holds = new();
    private readonly ConcurrentDictionary<string, Hold> _answers = new();
    private readonly HashSet<OwedTurn> _stale = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TurnEvent>> _ends = new();

    /// <summary>The terminal event of a turn, without anybody watching it.</summary>
    public Task<TurnEvent> EndOf(string turnId) => Ending(turnId).Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Holds the appends of one conversation, or those that contain some event, until released.</summary>
    public Hold HoldAppends(string conversationId, Func<TurnEvent, bool>? of = null) => _holds[conversationId] = new Hold(of ?? (_ => true));

    /// <summary>Has the appends of one conversation written at once and answered when released.</summary>
    public Hold HoldAnswers(string conversationId) => _answers[conversationId] = new Hold(_ => true);

    public async Task<bool> TryAppendAsync(string conversationId, IReadOnlyList<TurnEvent> events, CancellationToken cancellationToken)
    {
        if (_holds.TryGetValue(conversationId, out var hold) && events.Any(hold.Of))
        {
            await hold.PassAsync(cancellationToken);
        }

        bool appended = await inner.TryAppendAsync(conversationId, events, cancellationToken);
        if (_answers.TryGetValue(conversationId, out var answer))
        {
            await answer.PassAsync(cancellationToken);
        }

        foreach (var ended in events.Where(item => appended && item.IsTerminal))
        {
            Ending(ended.TurnId).TrySetResult(ended);
        }

        return appended;
    }

    /// <summary>Has a turn named as owed that is not, until it is settled.</summary>
    public void Owe(OwedTurn turn) => _stale.Add(turn);

    public async Task<IReadOnlyList<OwedTurn>> OwedAsync(int most, CancellationToken cancellationToken) =>
        [.. await inner.OwedAsync(most, cancellationToken), .. _stale];

    public Task SettleAsync(OwedTurn turn, CancellationToken cancellationToken)
    {
        _stale.Remove(turn);
        return inner.SettleAsync(turn, cancellationToken);
    }

    public Task<IReadOnlyList<TurnEvent>> ReadAsync(string conversationId, long afterSeq, CancellationToken cancellationToken) =>
        inner.ReadAsync(conversationId, afterSeq, cancellationToken);

    private TaskCompletionSource<TurnEvent> Ending(string turnId) =>
        _ends.GetOrAdd(turnId, _ => new TaskCompletionSource<TurnEvent>(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>A closed door before the store.</summary>
    public sealed class Hold(Func<TurnEvent, bool> of)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when an append stands before it.</summary>
        public Task Reached => _reached.Task.WaitAsync(TestContext.Current.CancellationToken);

        internal Func<TurnEvent, bool> Of { get; } = of;

        public void Release() => _released.TrySetResult();

        /// <summary>Nothing is written, as by a store that has hung for too long.</summary>
        public void Fail() => _released.TrySetException(new StoreUnavailableException("as told"));

        internal Task PassAsync(CancellationToken cancellationToken)
        {
            _reached.TrySetResult();
            return _released.Task.WaitAsync(cancellationToken);
        }
    }
}
