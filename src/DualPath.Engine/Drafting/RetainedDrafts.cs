namespace DualPath.Engine.Drafting;

/// <summary>Drafts that wait for their ruling, by run, bounded: when full, the oldest is dropped, and its ruling recomputes. Thread-safe.</summary>
internal sealed class RetainedDrafts(int capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<string> _order = new();
    private readonly Dictionary<string, (DraftedSequence Draft, LinkedListNode<string> Node)> _byRun = new(StringComparer.Ordinal);

    public void Keep(string runId, DraftedSequence draft)
    {
        if (capacity == 0)
        {
            draft.Dispose();
            return;
        }

        lock (_gate)
        {
            Remove(runId)?.Dispose();
            if (_byRun.Count == capacity)
            {
                Remove(_order.First!.Value)?.Dispose();
            }

            _byRun[runId] = (draft, _order.AddLast(runId));
        }
    }

    /// <summary>Hands a draft over; it is no longer kept.</summary>
    public DraftedSequence? Take(string runId)
    {
        lock (_gate)
        {
            return Remove(runId);
        }
    }

    private DraftedSequence? Remove(string runId)
    {
        if (!_byRun.Remove(runId, out var entry))
        {
            return null;
        }

        _order.Remove(entry.Node);
        return entry.Draft;
    }
}
