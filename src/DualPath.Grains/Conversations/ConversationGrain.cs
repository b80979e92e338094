using System.Runtime.CompilerServices;
using DualPath.Contracts;
using DualPath.Contracts.Answers;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Answers;
using DualPath.Grains.Hosting;
using DualPath.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace DualPath.Grains.Conversations;

/// <summary>
/// One conversation, sourced from its event log: waking up reads the log and goes on with whatever is owed. Reentrant, so that
/// questions, watchers and stops come in while a turn is being answered; what is written goes through one gate, in order.
/// </summary>
[Reentrant]
[OnEdge]
internal sealed partial class ConversationGrain(
    IConversationLog log,
    AnswerRequests requests,
    SiloRoles roles,
    ScopeLoad load,
    IOptions<AnsweringOptions> options,
    WorkInProgress work,
    TimeProvider time,
    ILogger<ConversationGrain> logger,
    IModelIdentity? model = null)
    : Grain, IConversationGrain, IDisposable
{
    /// <summary>Longer than any turn: keeps a working grain from being collected as idle.</summary>
    private static readonly TimeSpan WhileAnswering = TimeSpan.FromHours(1);

    /// <summary>How soon it is noticed that there is somebody again who can answer.</summary>
    private static readonly TimeSpan EngineLook = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly Watchers _watchers = new(time);
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _pausing = CancellationTokenSource.CreateLinkedTokenSource(work.Stopping);
    private ConversationState _state = new();
    private TaskCompletionSource _changed = NewSignal();
    private Task _pump = Task.CompletedTask;
    private (string TurnId, TurnStop Stop)? _current;

    /// <summary>
    /// The first open turn in the log as this activation read it: begun by another activation, which is gone, for all that is known. Those behind it
    /// had to wait for it, and were not.
    /// </summary>
    private TurnRecord? _found;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var state = new ConversationState();
        foreach (var item in await log.ReadAsync(this.GetPrimaryKeyString(), afterSeq: 0, cancellationToken))
        {
            state.Apply(item);
        }

        _state = state;
        _found = state.NextOpenTurn;
        if (state.Scope is { } scope)
        {
            load.Enter(scope, state.OpenTurns);
        }

        StartPump();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _pausing.CancelAsync();
        await _pump.WaitAsync(cancellationToken);
    }

    public async Task<AskResult> AskAsync(AskCommand command, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Behind the gate, so that of two calls the second finds what the first has recorded: whose the conversation is by now, and
            // the turn of their operation.
            if (_state.Scope is { } owner && owner != command.Scope)
            {
                throw new ConversationNotFoundException();
            }

            if (command.OperationId is { } operation && _state.FindOperation(operation) is { } known)
            {
                return Receipt(known.Accepted);
            }

            if (_state.OpenTurns >= options.Value.MaxOpenTurns)
            {
                return Refusal(
                    ProblemTypes.TooManyOpenTurns,
                    "Too many unfinished turns.",
                    429,
                    $"{_state.OpenTurns} questions of this conversation are still being answered. Wait for an answer, or stop one.");
            }

            if (!load.TryEnter(command.Scope))
            {
                return Refusal(
                    ProblemTypes.TooManyOpenTurns,
                    "Too many unfinished turns.",
                    429,
                    $"{options.Value.MaxOpenTurnsPerScope} questions of yours are still being answered. Wait for an answer, or stop one.");
            }

            var accepted = Accept(command);
            try
            {
                await WriteAsync([accepted]);
            }
            finally
            {
                if (_state.Find(accepted.TurnId) is null)
                {
                    load.Leave(command.Scope, 1);
                }
            }

            StartPump();
            return Receipt(_state.Find(accepted.TurnId)!.Accepted);
        }
        catch (StoreUnavailableException e)
        {
            LogStoreUnavailable(e);
            return Refusal(
                ProblemTypes.StoreUnavailable,
                "The question cannot be recorded.",
                503,
                "The store does not answer, or its disk is full. Whether the question is on record is unknown: ask again in a moment, and under the same operationId it is not asked twice.");
        }
        finally
        {
            _writing.Release();
        }
    }

    public async IAsyncEnumerable<TurnEvent> WatchAsync(
        string scope, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!CanWatch())
        {
            await CatchUpAsync(cancellationToken);
            if (!CanWatch())
            {
                throw new ConversationNotFoundException();
            }
        }

        using var watching = _watchers.Enter();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _leaving.Token);
        for (int next = (int)Math.Max(0, afterSeq); ;)
        {
            while (next < _state.Events.Count)
            {
                var item = _state.Events[next++];
                yield return item is TurnAccepted accepted ? accepted with { Scope = null } : item;
            }

            await _changed.Task.WaitAsync(leaving.Token);
        }

        bool CanWatch() => _state.Scope is { } owner && owner == scope && afterSeq <= _state.Events.Count;
    }

    public async Task StopAsync(string scope, string turnId, StopTarget target, CancellationToken cancellationToken)
    {
        if (_state.Find(turnId) is null)
        {
            await CatchUpAsync(cancellationToken);
        }

        if (_state.Scope != scope || _state.Find(turnId) is not { } turn)
        {
            throw new ConversationNotFoundException();
        }

        if (_current?.TurnId != turnId)
        {
            // It waits for its turn and has nothing to show yet.
            await AppendAsync(turn, [new TurnStopped { Target = target, Text = turn.Shown }]);
        }

        // Also when its turn has come in between: what is recorded as stopped is not to go on.
        if (_current is { } current && current.TurnId == turnId)
        {
            await current.Stop.RequestAsync(target, draftComplete: turn.Draft is not null || !turn.IsOpen);
        }
    }

    public async Task ResumeAsync(string turnId, CancellationToken cancellationToken)
    {
        if (_state.Find(turnId) is null)
        {
            await CatchUpAsync(cancellationToken);
        }

        if (_state.Find(turnId) is { IsOpen: true })
        {
            StartPump();
            return;
        }

        // The turn was on record when it was found to be owed, so a log that does not know it by now never will.
        await log.SettleAsync(new OwedTurn(this.GetPrimaryKeyString(), turnId), cancellationToken);
    }

    public async Task DisownAsync(string scope, string turnId, CancellationToken cancellationToken)
    {
        if (_state.Find(turnId) is null)
        {
            await CatchUpAsync(cancellationToken);
        }

        if (_state.Scope != scope || _state.Find(turnId) is not { } turn)
        {
            throw new ConversationNotFoundException();
        }

        if (!roles.AnyEngine)
        {
            throw new EngineUnavailableException();
        }

        var request = requests.For(turn, _state.Turns);
        await GrainFactory.GetGrain<IAnswerGrain>(request.GrainKey).DisownAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        if (_state.Scope is { } scope)
        {
            load.Leave(scope, _state.OpenTurns);
            _state = new ConversationState();
        }

        _leaving.Dispose();
        _pausing.Dispose();
        _writing.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static AskResult Receipt(TurnAccepted accepted) => new(new TurnReceipt(accepted.ConversationId, accepted.TurnId, accepted.Seq), null);

    private static AskResult Refusal(string type, string title, int status, string detail) => new(null, new Problem(type, title, status, detail));

    private TurnAccepted Accept(AskCommand command) => new()
    {
        TurnId = Guid.NewGuid().ToString("N"),
        ConversationId = this.GetPrimaryKeyString(),
        Question = command.Question,
        OperationId = command.OperationId,
        Scope = command.Scope,
        AcceptedAt = time.GetUtcNow(),
        Settings = requests.CurrentSettings,
        ContextExchanges = requests.CurrentContextExchanges,
        Model = model?.Checksum,
        Cache = command.Cache == default ? null : command.Cache,
    };

    private void StartPump()
    {
        if (_pump.IsCompleted && _state.NextOpenTurn is not null)
        {
            _pump = work.Track(PumpAsync());
        }
    }

    /// <summary>Answers the open turns one after another. Never fails: what it cannot do stays owed, for the next activation.</summary>
    private async Task PumpAsync()
    {
        // The caller is to get its receipt first.
        await Task.Yield();
        DelayDeactivation(WhileAnswering);
        try
        {
            while (_state.NextOpenTurn is { } turn)
            {
                await AnswerAsync(turn);
            }

            DelayDeactivation(TimeSpan.Zero);
        }
        catch (OperationCanceledException) when (_pausing.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            // The store is away, or another activation writes: this one must read the log again before it goes on.
            LogPumpEnded(e);
            DeactivateOnIdle();
        }
    }

    private async Task AnswerAsync(TurnRecord turn)
    {
        using var stop = new TurnStop(_pausing.Token);
        _current = (turn.Id, stop);
        try
        {
            if (options.Value.StopUnwatched is { } target)
            {
                StopUnwatchedAsync(turn, stop, target).Ignore();
            }

            for (bool begun = turn == _found; turn.IsOpen; begun = true)
            {
                try
                {
                    await EngineAsync(turn, stop.Token);
                    if (!begun || await BeginAgainAsync(turn, stop.Token))
                    {
                        await FollowAsync(turn, stop);
                    }
                }
                catch (OperationCanceledException) when (stop.Target is { } wish && !_pausing.IsCancellationRequested)
                {
                    await AppendAsync(turn, [new TurnStopped { Target = wish, Text = turn.Shown }]);
                }
                catch (Exception e) when (!IsOurs(e))
                {
                    // The silo of the answer was lost, most likely. Deterministic decoding makes the same answer again.
                    LogAnswerBrokeOff(e, turn.Attempts);
                }
            }
        }
        finally
        {
            _current = null;
        }
    }

    /// <summary>Waits until there is somebody who can answer. On record once; no try, because nothing has been tried.</summary>
    private async Task EngineAsync(TurnRecord turn, CancellationToken cancellationToken)
    {
        while (!roles.AnyEngine)
        {
            if (!turn.IsWaiting)
            {
                var problem = new Problem(
                    ProblemTypes.EngineUnavailable,
                    "Nobody can answer at present.",
                    503,
                    "No process of the cluster has a model. The question is on record, and is answered as soon as there is one.");
                await AppendAsync(turn, [new TurnWaiting { Problem = problem }]);
            }

            await Task.Delay(EngineLook, time, cancellationToken);
        }
    }

    /// <summary>
    /// Records that a turn is begun again, or, after the last try, that it has failed. Waits longer before each further try: the cluster
    /// needs a while to find out that a silo is gone.
    /// </summary>
    private async Task<bool> BeginAgainAsync(TurnRecord turn, CancellationToken cancellationToken)
    {
        if (turn.Attempts >= options.Value.MaxAttempts)
        {
            var problem = new Problem(
                ProblemTypes.AnswerFailed, "The answer could not be made.", 500, $"It broke off {turn.Attempts} times. The server's log says why. Ask again.");
            await AppendAsync(turn, [new TurnFailed { Problem = problem }]);
            return false;
        }

        await Task.Delay(options.Value.RetryDelay * Math.Pow(2, turn.Attempts - 1), time, cancellationToken);
        await AppendAsync(turn, [new TurnResumed { Attempt = turn.Attempts + 1 }]);
        return turn.IsOpen;
    }

    /// <summary>Stops a turn that nobody has watched for a while, where the operator wants that.</summary>
    private async Task StopUnwatchedAsync(TurnRecord turn, TurnStop stop, StopTarget target)
    {
        await _watchers.GoneAsync(options.Value.UnwatchedFor, stop.Token);
        await stop.RequestAsync(target, draftComplete: turn.Draft is not null);
    }

    /// <summary>Follows the answer of a turn to its end, and records what there is to tell in batches of whatever has come.</summary>
    private async Task FollowAsync(TurnRecord turn, TurnStop stop)
    {
        var request = requests.For(turn, _state.Turns);
        var answer = GrainFactory.GetGrain<IAnswerGrain>(request.GrainKey);
        var projection = new TurnProjection(turn);
        var batch = new List<TurnEvent>();
        try
        {
            await using var events = answer.FollowAsync(request, stop.Token).WithCancellation(stop.Token).GetAsyncEnumerator();
            while (turn.IsOpen)
            {
                var next = events.MoveNextAsync();
                if (!next.GetAwaiter().IsCompleted && batch.Count > 0)
                {
                    await RecordAsync();
                }

                if (!await next)
                {
                    break;
                }

                batch.AddRange(projection.Take(events.Current));
            }

            await RecordAsync();
        }
        catch (Exception) when (stop.Target is { } target)
        {
            // The engine first: it is to be free also when the store does not answer, which may be what happened.
            await answer.StopAsync(turn.Id, target, CancellationToken.None);
            await RecordAsync();
            throw;
        }

        if (turn.IsOpen)
        {
            stop.Token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The answer ended without a last word.");
        }

        async Task RecordAsync()
        {
            if (batch.Count == 0)
            {
                return;
            }

            TurnEvent[] recorded = [.. batch];
            batch.Clear();
            await AppendAsync(turn, recorded);
            if (stop.Target == StopTarget.Deep && turn.Draft is not null && turn.IsOpen)
            {
                await stop.RequestAsync(StopTarget.Deep, draftComplete: true);
            }
        }
    }

    /// <summary>Whether an error is the log's or our own leaving, which another attempt at the answer would not mend.</summary>
    private bool IsOurs(Exception error) =>
        error is StoreUnavailableException or LogMovedOnException || (error is OperationCanceledException && _pausing.IsCancellationRequested);

    /// <summary>Puts events of a turn on record, unless it has ended: nothing follows a terminal event.</summary>
    private async Task AppendAsync(TurnRecord turn, IReadOnlyList<TurnEvent> items)
    {
        await _writing.WaitAsync();
        try
        {
            if (turn.IsOpen)
            {
                await WriteAsync([.. items.Select(item => item with { TurnId = turn.Id })]);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// Numbers events, puts them on record, and only then shows them. For whoever holds the gate. No caller's leaving interrupts it: a
    /// write whose outcome nobody waits for would leave this activation without knowing where the log ends.
    /// </summary>
    private async Task WriteAsync(IReadOnlyList<TurnEvent> items)
    {
        long seq = _state.Events.Count;
        TurnEvent[] numbered = [.. items.Select(item => item with { Seq = ++seq })];
        bool appended;
        try
        {
            appended = await log.TryAppendAsync(this.GetPrimaryKeyString(), numbered, CancellationToken.None);
        }
        catch (Exception)
        {
            // Whether it was written is unknown: only reading the log again can tell.
            DeactivateOnIdle();
            throw;
        }

        if (!appended)
        {
            DeactivateOnIdle();
            throw new LogMovedOnException();
        }

        foreach (var item in numbered)
        {
            _state.Apply(item);
        }

        load.Leave(_state.Scope!, numbered.Count(item => item.IsTerminal));
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    /// <summary>
    /// Before saying that something is not there: waits for what is being written, and makes way if another activation has written.
    /// </summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if ((await log.ReadAsync(this.GetPrimaryKeyString(), _state.Events.Count, cancellationToken)).Count > 0)
            {
                DeactivateOnIdle();
                throw new LogMovedOnException();
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A question could not be recorded.")]
    private partial void LogStoreUnavailable(Exception error);

    [LoggerMessage(LogLevel.Warning, "An answer broke off at attempt {Attempt}.")]
    private partial void LogAnswerBrokeOff(Exception error, int attempt);

    [LoggerMessage(LogLevel.Warning, "A conversation stops answering and will read its log again; what it owes stays owed.")]
    private partial void LogPumpEnded(Exception error);
}
