using DualPath.Contracts.Generation;
using DualPath.Engine.Scheduling;
using DualPath.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DualPath.Engine.Tests.Scheduling;

/// <summary>The order of work on the inference thread, with jobs that record what happens to them and block it at will.</summary>
public sealed class InferenceLoopTests : IDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly FakeTimeProvider _time = new();
    private readonly InferenceLoop _loop;
    private readonly List<string> _passes = [];

    public InferenceLoopTests() => _loop = NewLoop(new EngineOptions { MaxActiveJobs = 2, MaxQueuedDrafts = 2, MaxQueuedRulings = 2, MaxRowsPerPass = 4, RulingRowsBesideDrafts = 0 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _loop.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task Pass_DraftArrivesDuringARuling_OvertakesAtTheNextStep()
    {
        var deep = new RecordingJob(this, "deep", JobClass.Deep, steps: 6) { BlockAtStep = 2 };
        _loop.Submit(deep);
        await deep.Blocked.Task.WaitAsync(Cancel);
        var draft = new RecordingJob(this, "draft", JobClass.Instant, steps: 2);
        _loop.Submit(draft);
        deep.Unblock.Set();
        await Task.WhenAll(deep.Ended.Task, draft.Ended.Task).WaitAsync(Cancel);
        Assert.Equal(["deep", "deep", "draft", "draft", "deep", "deep", "deep", "deep"], _passes);
    }

    [Fact]
    public async Task LayOut_DraftArrivesMeanwhile_WaitsForOnePieceOfTheLongPrompt()
    {
        var deep = new RecordingJob(this, "deep", JobClass.Deep, steps: 1, rows: 10) { LaysOutPieces = true, BlockAtPiece = 1 };
        _loop.Submit(deep);
        await deep.Blocked.Task.WaitAsync(Cancel);
        var draft = new RecordingJob(this, "draft", JobClass.Instant, steps: 1);
        _loop.Submit(draft);
        deep.Unblock.Set();
        await Task.WhenAll(deep.Ended.Task, draft.Ended.Task).WaitAsync(Cancel);
        Assert.Equal(["deep + 4", "draft", "deep + 4", "deep + 2", "deep", "deep", "deep"], _passes);
    }

    [Fact]
    public async Task LayOut_OfADraftsLongPrompt_LetsNoRulingBy()
    {
        var deep = new RecordingJob(this, "deep", JobClass.Deep, steps: 4) { BlockAtStep = 2 };
        _loop.Submit(deep);
        await deep.Blocked.Task.WaitAsync(Cancel);
        var draft = new RecordingJob(this, "draft", JobClass.Instant, steps: 1, rows: 10) { LaysOutPieces = true };
        _loop.Submit(draft);
        deep.Unblock.Set();
        await Task.WhenAll(deep.Ended.Task, draft.Ended.Task).WaitAsync(Cancel);
        Assert.Equal(["deep", "deep", "draft + 4", "draft + 4", "draft + 2", "draft", "draft", "draft", "deep", "deep"], _passes);
    }

    [Fact]
    public async Task LayOut_CancelledMeanwhile_EndsBeforeTheNextPiece()
    {
        using var cancellation = new CancellationTokenSource();
        var deep = new RecordingJob(this, "deep", JobClass.Deep, steps: 1, rows: 10, cancellationToken: cancellation.Token) { LaysOutPieces = true, BlockAtPiece = 1 };
        _loop.Submit(deep);
        await deep.Blocked.Task.WaitAsync(Cancel);
        await cancellation.CancelAsync();
        deep.Unblock.Set();
        Assert.IsType<OperationCanceledException>(await deep.Ended.Task.WaitAsync(Cancel));
        Assert.Equal(["deep + 4"], _passes);
        Assert.Equal(0, deep.Sequence.AllocatedBytes);
    }

    [Fact]
    public async Task LayOut_Throws_OnlyThatJobFails()
    {
        var gate = await OccupyAsync();
        var failing = new RecordingJob(this, "failing", JobClass.Instant, steps: 1, rows: 10) { LaysOutPieces = true, FailAtPiece = 2 };
        var neighbour = new RecordingJob(this, "neighbour", JobClass.Instant, steps: 2);
        _loop.Submit(failing);
        _loop.Submit(neighbour);
        gate.Unblock.Set();
        Assert.IsType<InvalidDataException>(await failing.Ended.Task.WaitAsync(Cancel));
        Assert.Null(await neighbour.Ended.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task Pass_DraftsKeepComing_RulingsHaveAFewRowsBesideThem()
    {
        using var loop = NewLoop(new EngineOptions { MaxRowsPerPass = 8, RulingRowsBesideDrafts = 2 });
        var gate = await OccupyAsync(loop);
        RecordingJob[] jobs = [new(this, "draft", JobClass.Instant, steps: 4), new(this, "deep", JobClass.Deep, steps: 2, rows: 4), new(this, "next", JobClass.Deep, steps: 1)];
        foreach (var job in jobs)
        {
            loop.Submit(job);
        }

        gate.Unblock.Set();
        await Task.WhenAll(jobs.Select(job => job.Ended.Task)).WaitAsync(Cancel);

        // Two of four rows in each of four passes; the next one is let in when this one is over.
        Assert.Equal(["draft", "deep", "draft", "deep", "draft", "deep", "draft", "deep", "next"], _passes);
    }

    [Fact]
    public async Task Pass_RowsThatAreNotThere_FailTheirJobAlone()
    {
        var gate = await OccupyAsync();
        RecordingJob[] jobs = [new(this, "failing", JobClass.Instant, steps: 1) { AsksBeyondItsEnd = true }, new(this, "neighbour", JobClass.Instant, steps: 1)];
        foreach (var job in jobs)
        {
            _loop.Submit(job);
        }

        gate.Unblock.Set();
        Assert.NotNull(await jobs[0].Ended.Task.WaitAsync(Cancel));
        Assert.Null(await jobs[1].Ended.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task Pass_Fails_EndsTheJobsInItAndTheLoopGoesOn()
    {
        FaultyNetwork? network = null;
        using var engine = new EngineFixture(wrap: inner => network = new FaultyNetwork(inner));
        using var loop = NewLoop(new EngineOptions(), engine);
        var gate = await OccupyAsync(loop);
        network!.NextPassFails = true;
        RecordingJob[] jobs = [new(this, "a", JobClass.Instant, steps: 1), new(this, "b", JobClass.Instant, steps: 1)];
        foreach (var job in jobs)
        {
            loop.Submit(job);
        }

        gate.Unblock.Set();
        Assert.All(await Task.WhenAll(jobs.Select(job => job.Ended.Task)).WaitAsync(Cancel), error => Assert.IsType<EngineBusyException>(error));
        var later = new RecordingJob(this, "later", JobClass.Instant, steps: 1);
        loop.Submit(later);
        Assert.Null(await later.Ended.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task Submit_MoreThanMemoryHolds_WaitsAndIsNotOvertaken()
    {
        using var loop = NewLoop(new EngineOptions { MaxJobMegabytes = 1 });
        int most = 1;
        while (((INetwork)_engine.Network).SequenceBytes(64, most + 1) <= 600 << 10)
        {
            most++;
        }

        var gate = await OccupyAsync(loop);
        RecordingJob[] jobs =
        [
            new(this, "half", JobClass.Instant, steps: 2) { Most = (64, most) }, new(this, "other half", JobClass.Instant, steps: 2) { Most = (64, most) }, new(this, "little", JobClass.Instant, steps: 1) { Most = (1, 1) },
            new(this, "more than all", JobClass.Instant, steps: 1) { Most = (64, 2 * most) },
        ];
        foreach (var job in jobs)
        {
            loop.Submit(job);
        }

        gate.Unblock.Set();
        await Task.WhenAll(jobs.Select(job => job.Ended.Task)).WaitAsync(Cancel);
        Assert.Equal(["half", "half", "other half", "little", "other half", "more than all"], _passes);
    }

    [Fact]
    public async Task Submit_RulingsTakeMemory_LeaveSomeToDrafts()
    {
        using var loop = NewLoop(new EngineOptions { MaxJobMegabytes = 1, RulingRowsBesideDrafts = 4 });
        int most = 1;
        while (((INetwork)_engine.Network).SequenceBytes(64, most + 1) <= 500 << 10)
        {
            most++;
        }

        var deep = new RecordingJob(this, "deep", JobClass.Deep, steps: 3) { Most = (64, most), BlockAtStep = 1 };
        loop.Submit(deep);
        await deep.Blocked.Task.WaitAsync(Cancel);
        RecordingJob[] later = [new(this, "next", JobClass.Deep, steps: 1) { Most = (64, most) }, new(this, "draft", JobClass.Instant, steps: 1) { Most = (64, most) }];
        loop.Submit(later[0]);
        loop.Submit(later[1]);
        deep.Unblock.Set();
        await Task.WhenAll(later.Select(job => job.Ended.Task)).WaitAsync(Cancel);
        Assert.Equal(["deep", "draft", "deep", "deep", "next"], _passes);
    }

    [Fact]
    public async Task Pass_JobsOfOneClass_ShareIt()
    {
        var gate = await OccupyAsync();
        RecordingJob[] jobs = [new(this, "a", JobClass.Instant, steps: 3), new(this, "b", JobClass.Instant, steps: 3)];
        foreach (var job in jobs)
        {
            _loop.Submit(job);
        }

        long before = _engine.Passes;
        gate.Unblock.Set();
        await Task.WhenAll(jobs.Select(job => job.Ended.Task)).WaitAsync(Cancel);

        // The gate's own pass is over: its job was blocked while being told so.
        Assert.Equal(before + 3, _engine.Passes);
    }

    [Fact]
    public async Task Pass_MoreRowsThanFit_ServesEveryCallerInTurn()
    {
        var gate = await OccupyAsync();
        RecordingJob[] jobs = [new(this, "a", JobClass.Deep, steps: 2, rows: 4, caller: "a"), new(this, "b", JobClass.Deep, steps: 2, rows: 4, caller: "b")];
        foreach (var job in jobs)
        {
            _loop.Submit(job);
        }

        gate.Unblock.Set();
        await Task.WhenAll(jobs.Select(job => job.Ended.Task)).WaitAsync(Cancel);
        Assert.Equal(["a", "b", "a", "b"], _passes);
    }

    [Fact]
    public async Task Pass_OneCallerWithManyJobs_TakesTurnsWithTheOther()
    {
        using var loop = NewLoop(new EngineOptions { MaxActiveJobs = 1, MaxQueuedRulings = 10 });
        var gate = await OccupyAsync(loop);
        RecordingJob[] jobs =
        [
            new(this, "a1", JobClass.Instant, steps: 2, caller: "a"), new(this, "a2", JobClass.Instant, steps: 2, caller: "a"), new(this, "a3", JobClass.Instant, steps: 2, caller: "a"),
            new(this, "b1", JobClass.Instant, steps: 1, caller: "b"), new(this, "b2", JobClass.Instant, steps: 1, caller: "b"), new(this, "b3", JobClass.Instant, steps: 1, caller: "b"),
        ];
        int[] ahead = [.. jobs.Select(job => loop.Submit(job).Ahead)];
        gate.Unblock.Set();
        await Task.WhenAll(jobs.Select(job => job.Ended.Task)).WaitAsync(Cancel);

        // b asks for half as much each time, and so has two turns where a has one.
        Assert.Equal(["a1", "a1", "b1", "b2", "a2", "a2", "b3", "a3", "a3"], _passes);
        Assert.Equal([0, 1, 2, 1, 3, 5], ahead);
    }

    [Fact]
    public async Task Submit_AfterJobsThatTookTime_EstimatesTheWait()
    {
        var gate = await OccupyAsync();
        Assert.Null(_loop.Submit(new RecordingJob(this, "a", JobClass.Instant, steps: 1)).Wait);
        _time.Advance(TimeSpan.FromSeconds(3));
        gate.Unblock.Set();
        await gate.Ended.Task.WaitAsync(Cancel);
        var second = await OccupyAsync();
        Assert.InRange(_loop.Submit(new RecordingJob(this, "b", JobClass.Instant, steps: 1)).Wait!.Value.TotalSeconds, 2, 3);
        second.Unblock.Set();
    }

    [Fact]
    public async Task Submit_QueueFull_IsRefusedAndTheRestGoesOn()
    {
        var gate = await OccupyAsync();
        RecordingJob[] waiting = [new(this, "a", JobClass.Deep, steps: 1), new(this, "b", JobClass.Deep, steps: 1)];
        Assert.Equal(0, _loop.Submit(waiting[0]).Ahead);
        Assert.Equal(1, _loop.Submit(waiting[1]).Ahead);
        var refusal = Assert.Throws<EngineBusyException>(() => _loop.Submit(new RecordingJob(this, "c", JobClass.Deep, steps: 1)));
        Assert.Contains("2 requests are waiting", refusal.Message, StringComparison.Ordinal);
        gate.Unblock.Set();
        await Task.WhenAll(waiting.Select(job => job.Ended.Task)).WaitAsync(Cancel);
        Assert.Equal(["a", "b"], _passes);
    }

    [Fact]
    public async Task Cancel_BetweenSteps_EndsTheJobBeforeItsNextStep()
    {
        using var cancellation = new CancellationTokenSource();
        var job = new RecordingJob(this, "deep", JobClass.Deep, steps: 1000, cancellationToken: cancellation.Token) { BlockAtStep = 3 };
        _loop.Submit(job);
        await job.Blocked.Task.WaitAsync(Cancel);
        await cancellation.CancelAsync();
        job.Unblock.Set();
        Assert.IsType<OperationCanceledException>(await job.Ended.Task.WaitAsync(Cancel));
        Assert.Equal(3, _passes.Count);
        Assert.Equal(0, job.Sequence.AllocatedBytes);
    }

    [Fact]
    public async Task Cancel_WhileWaiting_EndsTheJobWithoutAStep()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = await OccupyAsync();
        var job = new RecordingJob(this, "deep", JobClass.Deep, steps: 1, cancellationToken: cancellation.Token);
        _loop.Submit(job);
        await cancellation.CancelAsync();
        gate.Unblock.Set();
        Assert.IsType<OperationCanceledException>(await job.Ended.Task.WaitAsync(Cancel));
        Assert.Empty(_passes);
    }

    [Fact]
    public async Task Cancel_WhileWaitingBehindDrafts_EndsTheJobAtTheNextPass()
    {
        using var cancellation = new CancellationTokenSource();
        var draft = new RecordingJob(this, "draft", JobClass.Instant, steps: 3) { BlockAtStep = 1 };
        _loop.Submit(draft);
        await draft.Blocked.Task.WaitAsync(Cancel);
        var waiting = new RecordingJob(this, "deep", JobClass.Deep, steps: 1, cancellationToken: cancellation.Token) { BlocksAtEnd = true };
        _loop.Submit(waiting);
        await cancellation.CancelAsync();
        draft.Unblock.Set();

        // The draft is not over yet: the thread waits in the end of the cancelled one.
        Assert.IsType<OperationCanceledException>(await waiting.Ended.Task.WaitAsync(Cancel));
        Assert.False(draft.Ended.Task.IsCompleted);
        waiting.Unblock.Set();
        Assert.Null(await draft.Ended.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task Submit_ManySlotsFree_LetsInCallersInTurn()
    {
        using var loop = NewLoop(new EngineOptions { MaxActiveJobs = 2, MaxRowsPerPass = 4 });
        var other = await OccupyAsync(loop);
        RecordingJob[] all =
        [
            new(this, "a1", JobClass.Instant, steps: 1, rows: 2, caller: "a"), new(this, "a2", JobClass.Instant, steps: 1, rows: 2, caller: "a"),
            new(this, "b1", JobClass.Instant, steps: 1, rows: 2, caller: "b"),
        ];
        foreach (var job in all)
        {
            loop.Submit(job);
        }

        other.Unblock.Set();
        await Task.WhenAll(all.Select(job => job.Ended.Task)).WaitAsync(Cancel);
        Assert.Equal(["a1", "b1", "a2"], _passes);
    }

    [Fact]
    public async Task Stepped_Throws_OnlyThatJobFails()
    {
        var gate = await OccupyAsync();
        var failing = new RecordingJob(this, "failing", JobClass.Instant, steps: 2) { FailAtStep = 1 };
        var neighbour = new RecordingJob(this, "neighbour", JobClass.Instant, steps: 2);
        _loop.Submit(failing);
        _loop.Submit(neighbour);
        gate.Unblock.Set();
        Assert.IsType<InvalidDataException>(await failing.Ended.Task.WaitAsync(Cancel));
        Assert.Null(await neighbour.Ended.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task Dispose_WithWorkWaiting_EndsEveryJob()
    {
        var gate = await OccupyAsync();
        var waiting = new RecordingJob(this, "waiting", JobClass.Deep, steps: 1000);
        _loop.Submit(waiting);
        var disposed = Task.Run(_loop.Dispose, Cancel);
        gate.Unblock.Set();
        await disposed.WaitAsync(Cancel);
        Assert.IsType<OperationCanceledException>(await waiting.Ended.Task.WaitAsync(Cancel));
        Assert.Throws<ObjectDisposedException>(() => _loop.Submit(new RecordingJob(this, "late", JobClass.Deep, steps: 1)));
    }

    private InferenceLoop NewLoop(EngineOptions options, EngineFixture? engine = null) =>
        new(new InferenceContext((engine ?? _engine).Model, _engine.Instruments), options, _engine.Instruments, _time, NullLogger.Instance);

    /// <summary>Blocks the inference thread in a job that is as good as finished and leaves no trace in the record.</summary>
    private Task<RecordingJob> OccupyAsync() => OccupyAsync(_loop);

    private async Task<RecordingJob> OccupyAsync(InferenceLoop loop)
    {
        var gate = new RecordingJob(this, name: null, JobClass.Instant, steps: 1, caller: "gate") { BlockAtStep = 1 };
        loop.Submit(gate);
        await gate.Blocked.Task.WaitAsync(Cancel);
        return gate;
    }

    private sealed class RecordingJob(
        InferenceLoopTests test, string? name, JobClass jobClass, int steps, int rows = 1, string caller = "somebody", CancellationToken cancellationToken = default)
        : GenerationJob(caller, cancellationToken)
    {
        private ISequence? _sequence;
        private SequenceLayout _layout;
        private DepthSweep _sweep;
        private int _pieces;
        private bool _laidOut;

        public override JobClass Class => jobClass;

        public override bool IsLaidOut => _laidOut;

        public bool LaysOutPieces { get; init; }

        public int? BlockAtPiece { get; init; }

        public int? FailAtPiece { get; init; }

        public override ISequence Sequence => _sequence!;

        public int? BlockAtStep { get; init; }

        public int? FailAtStep { get; init; }

        public bool BlocksAtEnd { get; init; }

        public bool AsksBeyondItsEnd { get; init; }

        public override (int Positions, int Steps) Extent => Most;

        public (int Positions, int Steps) Most { get; init; }

        public TaskCompletionSource Blocked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Unblock { get; } = new();

        public TaskCompletionSource<Exception?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Start(InferenceContext inference)
        {
            _sequence = inference.CreateSequence();
            _layout = new SequenceLayout(_sequence, Enumerable.Repeat(1, rows).ToArray());
            if (!LaysOutPieces)
            {
                LayOut(inference, rows);
            }
        }

        public override int LayOut(InferenceContext inference, int limit)
        {
            if (++_pieces == FailAtPiece)
            {
                throw new InvalidDataException("as told");
            }

            int laidOut = _layout.Next(inference, limit);
            if (LaysOutPieces)
            {
                test._passes.Add($"{name} + {laidOut}");
            }

            if (_layout.Done)
            {
                _laidOut = true;
                _sweep = new DepthSweep(_sequence!, steps);
            }

            if (_pieces == BlockAtPiece)
            {
                Blocked.TrySetResult();
                Unblock.Wait(Cancel);
            }

            return laidOut;
        }

        public override RowRange NextRows(int limit) => AsksBeyondItsEnd ? new RowRange(rows, 1) : _sweep.Next(limit);

        public override bool Stepped(InferenceContext inference, int count)
        {
            _sweep.Advance(count);
            if (name is not null)
            {
                test._passes.Add(name);
            }

            if (_sweep.Depth == BlockAtStep)
            {
                Blocked.TrySetResult();
                Unblock.Wait(Cancel);
            }

            return _sweep.Depth == FailAtStep ? throw new InvalidDataException("as told") : _sweep.Done;
        }

        public override void End(Exception? error)
        {
            _sequence?.Dispose();
            Ended.TrySetResult(error);
            if (BlocksAtEnd)
            {
                Unblock.Wait(Cancel);
            }
        }
    }
}
