using System.Runtime.CompilerServices;
using DualPath.Contracts;
using DualPath.Contracts.Answers;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Answers;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace DualPath.Grains.Conversations;

/// <summary>
/// One conversation, sourced from its event log: waking up reads the log and goes on with whatever is owed. Reentrant, so that
/// questions, watchers and stops come in while a turn is being answered; what is written goes through one gate, in order.
/// </summary>
[Reentrant]
internal sealed partial class ConversationGrain(
    IConversationLog log,
    IModelIdentity model,
    IOptions<AnsweringOptions> options,
    WorkInProgress work,
    TimeProvider time,
    ILogger<ConversationGrain> logger)
    : Grain, IConversationGrain, IDisposable
{
    /// <summary>Longer than any turn: keeps a working grain from being collected as idle.</summary>
    private static readonly TimeSpan WhileAnswering = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _pausing = CancellationTokenSource.CreateLinkedTokenSource(work.Stopping);
    private ConversationState _state = new();
    private TaskCompletionSource _changed = NewSignal();
    private Task _pump = Task.CompletedTask;
    private (string TurnId, TurnStop Stop)? _current;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var state = new ConversationState();
        foreach (var item in await log.ReadAsync(this.GetPrimaryKeyString(), afterSeq: 0, cancellationToken))
        {
            state.Apply(item);
        }

        _state = state;
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

        var accepted = new TurnAccepted
        {
            TurnId = Guid.NewGuid().ToString("N"),
            ConversationId = this.GetPrimaryKeyString(),
            Question = command.Question,
            OperationId = command.OperationId,
            Scope = command.Scope,
            AcceptedAt = time.GetUtcNow(),
        };
        try
        {
            await AppendAsync([accepted], cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            LogStoreUnavailable(e);
            return Refusal(
                ProblemTypes.StoreUnavailable, "The question cannot be recorded.", 503, "The store does not answer, so nothing was begun. Ask again in a moment.");
        }

        StartPump();
        return Receipt(_state.Find(accepted.TurnId)!.Accepted);
    }

    public async IAsyncEnumerable<TurnEvent> WatchAsync(
        string scope, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_state.Scope is null || _state.Scope != scope || afterSeq > _state.Events.Count)
        {
            throw new ConversationNotFoundException();
        }

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
    }

    public async Task StopAsync(string scope, string turnId, StopTarget target, CancellationToken cancellationToken)
    {
        if (_state.Scope != scope || _state.Find(turnId) is not { } turn)
        {
            throw new ConversationNotFoundException();
        }

        if (_current is { } current && current.TurnId == turnId)
        {
            await current.Stop.RequestAsync(target, draftComplete: turn.Draft is not null);
        }
        else if (turn.IsOpen)
        {
            // It waits for its turn and has nothing to show yet.
            await AppendAsync([new TurnStopped { TurnId = turnId, Target = target, Text = turn.Shown }], cancellationToken);
        }
    }

    public void Dispose()
    {
        _leaving.Dispose();
        _pausing.Dispose();
        _writing.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static AskResult Receipt(TurnAccepted accepted) => new(new TurnReceipt(accepted.ConversationId, accepted.TurnId, accepted.Seq), null);

    private static AskResult Refusal(string type, string title, int status, string detail) => new(null, new Problem(type, title, status, detail));

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
            for (int attempt = 1; turn.IsOpen; attempt++)
            {
                try
                {
                    await FollowAsync(turn, stop);
                }
                catch (OperationCanceledException) when (stop.Target is { } target && !_pausing.IsCancellationRequested)
                {
                    await AppendAsync([new TurnStopped { TurnId = turn.Id, Target = target, Text = turn.Shown }], CancellationToken.None);
                }
                catch (Exception e) when (attempt < options.Value.MaxAttempts && !IsOurs(e))
                {
                    // The silo of the answer was lost, most likely. Deterministic decoding makes the same answer again.
                    LogAnswerBrokeOff(e, attempt);
                }
                catch (Exception e) when (!IsOurs(e))
                {
                    LogAnswerBrokeOff(e, attempt);
                    var problem = new Problem(
                        ProblemTypes.AnswerFailed, "The answer could not be made.", 500, $"It broke off {attempt} times. The server's log says why. Ask again.");
                    await AppendAsync([new TurnFailed { TurnId = turn.Id, Problem = problem }], CancellationToken.None);
                }
            }
        }
        finally
        {
            _current = null;
        }
    }

    /// <summary>Follows the answer of a turn to its end, and records what there is to tell in batches of whatever has come.</summary>
    private async Task FollowAsync(TurnRecord turn, TurnStop stop)
    {
        var settings = options.Value.ToSettings(model);
        var prompt = new Prompt(ConversationContext.Before(turn, _state.Turns, options.Value.ContextExchanges), turn.Accepted.Question);
        string scope = turn.Accepted.Scope!;
        var answer = GrainFactory.GetGrain<IAnswerGrain>(AnswerKey.For(scope, model.Checksum, settings, prompt));
        var request = new AnswerRequest { FollowerId = turn.Id, Scope = scope, Prompt = prompt, Settings = settings, ShownDraft = turn.Draft };
        var projection = new TurnProjection(turn);
        var batch = new List<TurnEvent>();
        try
        {
            await using var events = answer.FollowAsync(request, stop.Token).WithCancellation(stop.Token).GetAsyncEnumerator();
            while (true)
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

                batch.AddRange(projection.Take(events.Current).Select(item => item with { TurnId = turn.Id }));
            }

            await RecordAsync();
        }
        catch (OperationCanceledException) when (stop.Target is { } target)
        {
            await RecordAsync();
            await answer.StopAsync(turn.Id, target, CancellationToken.None);
            throw;
        }

        if (turn.IsOpen)
        {
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
            await AppendAsync(recorded, CancellationToken.None);
            if (stop.Target == StopTarget.Deep && turn.Draft is not null && turn.IsOpen)
            {
                await stop.RequestAsync(StopTarget.Deep, draftComplete: true);
            }
        }
    }

    /// <summary>Whether an error is the log's or our own leaving, which another attempt at the answer would not mend.</summary>
    private bool IsOurs(Exception error) =>
        error is StoreUnavailableException or LogMovedOnException || (error is OperationCanceledException && _pausing.IsCancellationRequested);

    /// <summary>Numbers events, puts them on record, and only then shows them.</summary>
    private async Task AppendAsync(IReadOnlyList<TurnEvent> items, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            long seq = _state.Events.Count;
            TurnEvent[] numbered = [.. items.Select(item => item with { Seq = ++seq })];
            bool appended;
            try
            {
                appended = await log.TryAppendAsync(this.GetPrimaryKeyString(), numbered, cancellationToken);
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
        }
        finally
        {
            _writing.Release();
        }

        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    [LoggerMessage(LogLevel.Warning, "A question could not be recorded.")]
    private partial void LogStoreUnavailable(Exception error);

    [LoggerMessage(LogLevel.Warning, "An answer broke off at attempt {Attempt}.")]
    private partial void LogAnswerBrokeOff(Exception error, int attempt);

    [LoggerMessage(LogLevel.Warning, "A conversation stops answering and will read its log again; what it owes stays owed.")]
    private partial void LogPumpEnded(Exception error);
}
