using DualPath.Contracts.Generation;
using DualPath.Model;
using Microsoft.Extensions.Logging;

namespace DualPath.Engine.Scheduling;

/// <summary>
/// The one thread that runs the model. Every pass through the core block is formed anew from the rows that the active jobs want stepped, whatever request and depth they belong to:
/// those of drafts first, and beside them a few of rulings. Prompts are laid out the same way, in pieces as large as the rows there is room for. So an instant job waits for one pass at most, a job that
/// ends leaves at once, and another enters, of the caller who has been served least. Queues are bounded: what does not fit is refused.
/// </summary>
internal sealed partial class InferenceLoop : IDisposable
{
    private readonly InferenceContext _inference;
    private readonly EngineOptions _options;
    private readonly EngineInstruments _instruments;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly JobQueue _instant;
    private readonly JobQueue _deep;
    private readonly SemaphoreSlim _work = new(0);
    private readonly List<(JobQueue Queue, GenerationJob Job, int Rows)> _batch = [];
    private readonly List<SequenceRow> _rows = [];
    private readonly List<(GenerationJob Job, Exception Error)> _failed = [];
    private readonly Func<GenerationJob, bool> _fits;
    private readonly long _budget;
    private readonly Thread _thread;
    private bool _stopping;
    private long _jobBytes;

    public InferenceLoop(InferenceContext inference, EngineOptions options, EngineInstruments instruments, TimeProvider time, ILogger logger)
    {
        _inference = inference;
        _options = options;
        _instruments = instruments;
        _logger = logger;
        _instant = new JobQueue("draft", options.MaxQueuedDrafts, options.MaxActiveJobs, time);
        _deep = new JobQueue("ruling", options.MaxQueuedRulings, options.MaxActiveJobs, time);
        _budget = options.MaxJobMegabytes is { } megabytes ? (long)megabytes << 20 : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        _fits = Fits;
        _thread = new Thread(Run) { IsBackground = true, Name = "DualPath inference" };
        _thread.Start();
    }

    /// <summary>Bytes of keys, values and states that the active jobs held when the last pass began.</summary>
    public long JobBytes => Volatile.Read(ref _jobBytes);

    /// <summary>Puts a job in its queue.</summary>
    /// <returns>Where it stands.</returns>
    /// <exception cref="EngineBusyException">The queue is full.</exception>
    public QueuePlace Submit(GenerationJob job)
    {
        QueuePlace place;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            var queue = QueueOf(job.Class);
            if (!queue.TryAdd(job, out place))
            {
                _instruments.Refused(queue.Name);
                throw new EngineBusyException($"The {queue.Name} queue is full: {queue.Capacity} requests are waiting.");
            }
        }

        _work.Release();
        return place;
    }

    /// <summary>Where a job stands now; null once it does not wait any more.</summary>
    public QueuePlace? Find(GenerationJob job)
    {
        lock (_gate)
        {
            return QueueOf(job.Class).Find(job);
        }
    }

    /// <summary>Ends every job and the thread; returns when the thread has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
        }

        _work.Release();
        _thread.Join();
        _work.Dispose();
    }

    private JobQueue QueueOf(JobClass jobClass) => jobClass == JobClass.Instant ? _instant : _deep;

    private void Run()
    {
        while (true)
        {
            bool stopping;
            lock (_gate)
            {
                stopping = _stopping;
            }

            if (stopping)
            {
                break;
            }

            DropCancelled(_instant);
            DropCancelled(_deep);
            LetIn(_instant, int.MaxValue);

            // One at a time: what a resumed ruling looks at first costs a draft its time.
            bool drafting = _instant.Active.Count > 0;
            LetIn(_deep, drafting && (_deep.Active.Count > 0 || _options.RulingRowsBesideDrafts == 0) ? 0 : 1);
            Volatile.Write(ref _jobBytes, BytesOf(_instant) + BytesOf(_deep));
            if (drafting || _deep.Active.Count > 0)
            {
                Pass();
            }
            else
            {
                _work.Wait();
            }
        }

        EndAll(_instant);
        EndAll(_deep);
        Volatile.Write(ref _jobBytes, 0);
    }

    private static long BytesOf(JobQueue queue)
    {
        long bytes = 0;
        foreach (var job in queue.Active)
        {
            bytes += job.AllocatedBytes;
        }

        return bytes;
    }

    private void DropCancelled(JobQueue queue)
    {
        for (int i = queue.Active.Count - 1; i >= 0; i--)
        {
            var job = queue.Active[i];
            if (job.CancellationToken.IsCancellationRequested)
            {
                Remove(queue, job, new OperationCanceledException(job.CancellationToken));
            }
        }

        while (true)
        {
            GenerationJob? waiting;
            lock (_gate)
            {
                waiting = queue.TakeCancelled();
            }

            if (waiting is null)
            {
                return;
            }

            waiting.End(new OperationCanceledException(waiting.CancellationToken));
        }
    }

    /// <summary>Lets waiting jobs in as far as there is room.</summary>
    private void LetIn(JobQueue queue, int most)
    {
        while (most > 0)
        {
            GenerationJob? next;
            lock (_gate)
            {
                next = queue.TakeNext(_fits);
            }

            if (next is null)
            {
                return;
            }

            try
            {
                next.CancellationToken.ThrowIfCancellationRequested();
                next.Start(_inference);
                queue.Active.Add(next);
                most--;
            }
            catch (Exception e)
            {
                End(queue, next, e, ran: false);
            }
        }
    }

    /// <summary>One pass through the core block: the rows of the drafts, and beside them a few of the rulings, which would starve under a steady stream of drafts.</summary>
    private void Pass()
    {
        _batch.Clear();
        _rows.Clear();

        // A draft whose prompt is being laid out takes room and has no rows yet.
        bool drafting = _instant.Active.Count > 0;
        Fill(_instant, _options.MaxRowsPerPass);
        Fill(_deep, !drafting ? _options.MaxRowsPerPass : Math.Min(_options.RulingRowsBesideDrafts, _options.MaxRowsPerPass - _rows.Count));
        try
        {
            _inference.CoreStep(_rows);
        }
        catch (Exception e)
        {
            // What can fail for one job alone, its memory above all, was done before. Whose rows it was is not known, nor what they hold now.
            foreach (var (queue, job, _) in _batch)
            {
                Remove(queue, job, e);
            }

            return;
        }

        lock (_gate)
        {
            foreach (var (queue, job, rows) in _batch)
            {
                queue.Charge(job, rows);
            }
        }

        foreach (var (queue, job, rows) in _batch)
        {
            bool finished;
            Exception? error = null;
            try
            {
                finished = job.Stepped(_inference, rows);
            }
            catch (Exception e)
            {
                finished = true;
                error = e;
            }

            if (finished)
            {
                Remove(queue, job, error);
            }
        }
    }

    private void Fill(JobQueue queue, int room)
    {
        lock (_gate)
        {
            queue.Order();
        }

        foreach (var job in queue.Active)
        {
            if (room == 0)
            {
                break;
            }

            room -= Prepare(job, room, out var range);
            if (range is not { } rows)
            {
                continue;
            }

            for (int position = rows.Start; position < rows.End; position++)
            {
                _rows.Add(new SequenceRow(job.Sequence, position));
            }

            _batch.Add((queue, job, rows.Count));
        }

        foreach (var (job, error) in _failed)
        {
            Remove(queue, job, error);
        }

        _failed.Clear();
    }

    /// <summary>Lays a job out as far as there is room, or gives the rows that are to make their step, with the memory they need for that: whatever fails here fails this job alone.</summary>
    /// <returns>The room it takes.</returns>
    private int Prepare(GenerationJob job, int room, out RowRange? rows)
    {
        rows = null;
        try
        {
            int taken = job.IsLaidOut ? 0 : job.LayOut(_inference, room);
            if (!job.IsLaidOut || taken == room)
            {
                return taken;
            }

            var next = job.NextRows(room - taken);
            if (next.Count > 0)
            {
                _inference.Reserve(job.Sequence, next);
            }

            rows = next;
            return taken + next.Count;
        }
        catch (Exception e)
        {
            _failed.Add((job, e));
            return 0;
        }
    }

    /// <summary>Whether what a job comes to need at most fits beside the others, or it is the only one. Rulings leave a quarter to drafts.</summary>
    private bool Fits(GenerationJob job)
    {
        long others = MostBytesOf(_instant) + MostBytesOf(_deep);
        return others == 0 || others + MostBytes(job) <= (job.Class == JobClass.Instant ? _budget : _budget / 4 * 3);
    }

    private long MostBytes(GenerationJob job)
    {
        var (positions, steps) = job.Extent;
        return _inference.SequenceBytes(positions, steps);
    }

    private long MostBytesOf(JobQueue queue)
    {
        long bytes = 0;
        foreach (var job in queue.Active)
        {
            bytes += MostBytes(job);
        }

        return bytes;
    }

    private void Remove(JobQueue queue, GenerationJob job, Exception? error)
    {
        queue.Active.Remove(job);
        End(queue, job, error);
    }

    private void End(JobQueue queue, GenerationJob job, Exception? error, bool ran = true)
    {
        lock (_gate)
        {
            queue.Ended(job, ran);
        }

        if (error is not null and not OperationCanceledException)
        {
            LogJobFailed(_logger, error, job.GetType().Name);
        }

        job.End(error is OutOfMemoryException ? new EngineBusyException("There is no memory left for this request.", error) : error);
    }

    private void EndAll(JobQueue queue)
    {
        var error = new OperationCanceledException("The engine is stopping.");
        foreach (var job in queue.Active)
        {
            job.End(error);
        }

        while (true)
        {
            GenerationJob? waiting;
            lock (_gate)
            {
                waiting = queue.TakeAny();
            }

            if (waiting is null)
            {
                return;
            }

            waiting.End(error);
        }
    }

    [LoggerMessage(LogLevel.Error, "A {Job} failed; its neighbours go on.")]
    private static partial void LogJobFailed(ILogger logger, Exception error, string job);
}
