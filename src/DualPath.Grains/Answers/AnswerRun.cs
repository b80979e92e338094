using System.Runtime.CompilerServices;
using DualPath.Contracts.Conversations;

namespace DualPath.Grains.Answers;

/// <summary>
/// The events of one run of an answer, and those who follow it. Each follower reads from the first event at its own pace by position, so
/// a slow one costs no buffer. Belongs to its grain's thread.
/// </summary>
internal sealed class AnswerRun : IDisposable
{
    private readonly List<TurnEvent> _events = [];
    private readonly HashSet<string> _followers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop;
    private TaskCompletionSource _changed = NewSignal();

    public AnswerRun(CancellationToken leaving)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(leaving);
        Stopping = _stop.Token;
    }

    /// <summary>Cancelled when nobody wants the answer any more, and when the silo stops.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>No event will follow.</summary>
    public bool IsOver { get; private set; }

    public void Add(TurnEvent item)
    {
        _events.Add(item);
        Signal();
    }

    public void End()
    {
        IsOver = true;
        Signal();
    }

    public void Follow(string followerId) => _followers.Add(followerId);

    /// <summary>One follower does not want the answer any more. Stops the run when it was the last.</summary>
    public async Task LeaveAsync(string followerId)
    {
        if (_followers.Remove(followerId) && _followers.Count == 0 && !IsOver)
        {
            await _stop.CancelAsync();
        }
    }

    public async IAsyncEnumerable<TurnEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int next = 0; ;)
        {
            while (next < _events.Count)
            {
                yield return _events[next++];
            }

            if (IsOver)
            {
                yield break;
            }

            await _changed.Task.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _stop.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }
}
