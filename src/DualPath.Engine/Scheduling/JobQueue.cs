namespace DualPath.Engine.Scheduling;

/// <summary>
/// The jobs of one class: those waiting, bounded, and those active. Between callers service is shared fairly (<see cref="FairShare"/>); jobs of one caller keep their
/// order. All of it is guarded by the loop's lock, but for the list of active jobs, which belongs to the inference thread.
/// </summary>
internal sealed class JobQueue
{
    private const double WaitMemory = 0.9;

    private readonly int _maxActive;
    private readonly TimeProvider _time;
    private readonly List<GenerationJob> _waiting = [];
    private readonly FairShare _share = new();
    private readonly Comparison<GenerationJob> _leastServedFirst;
    private long _arrived;
    private long _lastEnd;
    private TimeSpan? _interval;

    public JobQueue(string name, int capacity, int maxActive, TimeProvider time)
    {
        Name = name;
        Capacity = capacity;
        _maxActive = maxActive;
        _time = time;
        _leastServedFirst = LeastServedFirst;
    }

    public string Name { get; }

    public int Capacity { get; }

    public List<GenerationJob> Active { get; } = [];

    /// <summary>Takes a job in, unless the queue is full.</summary>
    /// <param name="job">The job.</param>
    /// <param name="place">Where it stands.</param>
    public bool TryAdd(GenerationJob job, out QueuePlace place)
    {
        if (_waiting.Count >= Capacity)
        {
            place = default;
            return false;
        }

        job.Number = _arrived++;
        _waiting.Add(job);
        _share.Enter(job.Caller);
        place = PlaceOf(job);
        return true;
    }

    /// <summary>Where a job stands; null if it does not wait.</summary>
    public QueuePlace? Find(GenerationJob job) => _waiting.Contains(job) ? PlaceOf(job) : null;

    /// <summary>The next waiting job, of the least served caller, if one more may be active and this one fits; a job that does not fit keeps others from overtaking it.</summary>
    public GenerationJob? TakeNext(Func<GenerationJob, bool> fits) => Active.Count < _maxActive && Next() is { } next && fits(next) ? Take(next) : null;

    public GenerationJob? TakeAny() => Next() is { } next ? Take(next) : null;

    private GenerationJob Take(GenerationJob job)
    {
        _waiting.Remove(job);
        _share.Begin(job.Caller);
        _lastEnd = Active.Count == 0 ? _time.GetTimestamp() : _lastEnd;
        return job;
    }

    private GenerationJob? Next()
    {
        // Asked before every pass: nothing may be allocated while nobody waits.
        if (_waiting.Count == 0)
        {
            return null;
        }

        var next = _waiting[0];
        var least = _share.Of(next.Caller);
        foreach (var job in _waiting)
        {
            // While nobody has been served yet, those come first who have fewer jobs active.
            if (_share.Of(job.Caller) is var rank && rank.CompareTo(least) < 0)
            {
                (next, least) = (job, rank);
            }
        }

        return next;
    }

    /// <summary>A waiting job that was cancelled, if there is one.</summary>
    public GenerationJob? TakeCancelled()
    {
        var cancelled = _waiting.Find(job => job.CancellationToken.IsCancellationRequested);
        if (cancelled is not null)
        {
            _waiting.Remove(cancelled);
            _share.Leave(cancelled.Caller, waited: true);
        }

        return cancelled;
    }

    /// <summary>Puts those first who have been served least, so that when not all rows fit into a pass, each caller gets his share.</summary>
    public void Order() => Active.Sort(_leastServedFirst);

    /// <summary>Rows of a job have made a recurrent step.</summary>
    public void Charge(GenerationJob job, int rows) => _share.Charge(job.Caller, rows);

    /// <summary>A job that was taken is over.</summary>
    /// <param name="job">The job.</param>
    /// <param name="ran">Whether it had begun: only then it tells how long a job takes.</param>
    public void Ended(GenerationJob job, bool ran)
    {
        _share.Leave(job.Caller);
        if (!ran)
        {
            return;
        }

        var interval = _time.GetElapsedTime(_lastEnd);
        _interval = _interval is { } mean ? (mean * WaitMemory) + (interval * (1 - WaitMemory)) : interval;
        _lastEnd = _time.GetTimestamp();
    }

    private QueuePlace PlaceOf(GenerationJob job)
    {
        int own = 0;
        foreach (var other in _waiting)
        {
            own += other.Number < job.Number && other.Caller == job.Caller ? 1 : 0;
        }

        int ahead = own + _share.OthersBefore(job.Caller, own);
        return new QueuePlace(ahead, _interval * (ahead + 1));
    }

    private int LeastServedFirst(GenerationJob a, GenerationJob b)
    {
        int order = _share.Of(a.Caller).Served.CompareTo(_share.Of(b.Caller).Served);
        return order != 0 ? order : a.Number.CompareTo(b.Number);
    }
}
