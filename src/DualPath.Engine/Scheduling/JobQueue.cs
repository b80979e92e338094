namespace DualPath.Engine.Scheduling;

/// <summary>
/// The jobs of one class: those waiting, first come first served and bounded, and those active. The waiting part is guarded by the
/// loop's lock; the active part belongs to the inference thread.
/// </summary>
internal sealed class JobQueue(string name, int capacity, int maxActive)
{
    private readonly Queue<GenerationJob> _waiting = new();

    public string Name { get; } = name;

    public int Capacity { get; } = capacity;

    public List<GenerationJob> Active { get; } = [];

    public bool TryAdd(GenerationJob job, out int ahead)
    {
        ahead = _waiting.Count;
        if (ahead >= Capacity)
        {
            return false;
        }

        _waiting.Enqueue(job);
        return true;
    }

    /// <summary>The next waiting job, if one more may be active.</summary>
    public GenerationJob? TakeNext() => Active.Count < maxActive ? TakeAny() : null;

    public GenerationJob? TakeAny() => _waiting.TryDequeue(out var job) ? job : null;

    /// <summary>Moves the first active job to the end, so that when not all rows fit into a pass, each job is first in turn.</summary>
    public void Rotate()
    {
        if (Active.Count > 1)
        {
            var first = Active[0];
            Active.RemoveAt(0);
            Active.Add(first);
        }
    }
}
