namespace DualPath.Grains.Conversations;

/// <summary>Counts those who watch a conversation, and knows since when nobody has. Belongs to its grain's thread.</summary>
internal sealed class Watchers(TimeProvider time)
{
    /// <summary>Completes when the last one leaves.</summary>
    private TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _count;
    private long _left = time.GetTimestamp();

    /// <summary>Somebody watches, until the place is given back.</summary>
    public IDisposable Enter()
    {
        if (_count++ == 0)
        {
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Place(this);
    }

    /// <summary>Ends when nobody has watched for a time, counted from now at the earliest.</summary>
    public async Task GoneAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        long from = time.GetTimestamp();
        while (true)
        {
            if (_count > 0)
            {
                await _empty.Task.WaitAsync(cancellationToken);
                continue;
            }

            var quiet = time.GetElapsedTime(Math.Max(from, _left));
            if (quiet >= patience)
            {
                return;
            }

            await Task.Delay(patience - quiet, time, cancellationToken);
        }
    }

    private void Leave()
    {
        _left = time.GetTimestamp();
        if (--_count == 0)
        {
            _empty.SetResult();
        }
    }

    private sealed class Place(Watchers of) : IDisposable
    {
        public void Dispose() => of.Leave();
    }
}
