using DualPath.Contracts;
using DualPath.Contracts.Answers;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Contracts.Paths;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DualPath.Grains.Answers;

/// <summary>
/// How an answer comes about: from the cache, or as a draft on the fast path and a ruling on the deep path; what is ruled on is kept.
/// Knows the order of things and what to do when one of them fails; not who is watching.
/// </summary>
internal sealed partial class AnswerScript(
    AnswerMemory memory,
    IModelIdentity model,
    IOptions<AnsweringOptions> options,
    AnswerInstruments instruments,
    TimeProvider time,
    ILogger<AnswerScript> logger)
{
    /// <summary>Plays one run. Events go to <paramref name="emit"/>; the last one is terminal unless an exception ends the run.</summary>
    public async Task PlayAsync(
        IGrainFactory grains, AnswerRequest request, Action<TurnEvent> emit, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        var found = await memory.RecallAsync(grains, request, cancellationToken);
        if (found.Final is { } cached)
        {
            Serve(cached, found.Report, emit);
            return;
        }

        instruments.RunStarted();
        var generation = new GenerationRequest
        {
            RunId = $"{request.Key}-{Guid.NewGuid():N}",
            Scope = request.Scope,
            Prompt = request.Prompt,
            Settings = request.Settings.For(model),
        };
        var (draft, shown) = (request.ShownDraft ?? Recalled(found, started)) is { } known
            ? Show(known, emit)
            : await DraftAsync(grains, generation, emit, started, cancellationToken);
        long drafted = time.GetTimestamp();
        var ruling = await RuleAsync(grains, generation, draft, shown, emit, cancellationToken);
        instruments.Ruled(ruling.Outcome, time.GetElapsedTime(drafted));
        await memory.KeepAsync(grains, request, found, draft, ruling);
        emit(new TurnCompleted
        {
            Text = ruling.Text,
            Ruling = ruling.Outcome,
            Cache = draft.Cache ?? found.Report,
            Model = model.Checksum,
            Usage = new GenerationUsage
            {
                DraftSteps = draft.RecurrentSteps,
                DeepSteps = ruling.RecurrentSteps,
                PromptTokens = draft.PromptTokens,
                AnswerTokens = ruling.Tokens,
                TimeToFirstTokenMs = draft.TimeToFirstTokenMs ?? 0,
                DraftMs = time.GetElapsedTime(started, drafted).TotalMilliseconds,
                DeepMs = time.GetElapsedTime(drafted).TotalMilliseconds,
            },
        });
    }

    /// <summary>The terminal event of a run that an exception ended.</summary>
    public TurnFailed Failure(Exception error)
    {
        var problem = error switch
        {
            EngineBusyException => new Problem(
                ProblemTypes.EngineBusy, "The engine is busy.", 503, "Too many questions are waiting. Ask again in a moment."),
            PromptTooLongException => new Problem(ProblemTypes.QuestionTooLong, "The question is too long.", 413, error.Message),
            _ => new Problem(
                ProblemTypes.AnswerFailed, "The answer could not be made.", 500, "Something went wrong inside the server; its log says what. Ask again."),
        };
        instruments.Failed(problem.Type);
        return new TurnFailed { Problem = problem };
    }

    private void Serve(CachedAnswer answer, CacheReport report, Action<TurnEvent> emit)
    {
        if (answer.Text.Length > 0)
        {
            emit(new DraftDelta { Text = answer.Text });
        }

        emit(new DraftCompleted { Source = DraftSource.Cache, RecurrentSteps = 0, Cache = report });
        emit(new TurnCompleted
        {
            Text = answer.Text,
            Ruling = answer.Ruling,
            Usage = GenerationUsage.None,
            Cache = report,
            Model = model.Checksum,
        });
    }

    /// <summary>The answer to a similar question, as the draft, if there is one that may be shown.</summary>
    private Draft? Recalled(Recollection found, long started)
    {
        if (found.Draft is not { } text)
        {
            return null;
        }

        var elapsed = time.GetElapsedTime(started);
        instruments.FirstText(elapsed);
        instruments.Drafted(elapsed);
        return new Draft
        {
            Text = text,
            Source = DraftSource.Near,
            RecurrentSteps = 0,
            PromptTokens = 0,
            Tokens = 0,
            TimeToFirstTokenMs = elapsed.TotalMilliseconds,
            Cache = found.Report,
        };
    }

    /// <summary>
    /// Emits a draft that is there already. Also one that was on record before this run: whoever else joins the run has to be shown what
    /// it rules on.
    /// </summary>
    private static (Draft Draft, string Shown) Show(Draft draft, Action<TurnEvent> emit)
    {
        if (draft.Text.Length > 0)
        {
            emit(new DraftDelta { Text = draft.Text });
        }

        emit(Completed(draft));
        return (draft, draft.Text);
    }

    /// <summary>Has the draft made. Returns it, and what of it the gate let through.</summary>
    private async Task<(Draft Draft, string Shown)> DraftAsync(
        IGrainFactory grains, GenerationRequest request, Action<TurnEvent> emit, long started, CancellationToken cancellationToken)
    {
        Draft? draft = null;
        TimeSpan? toFirstText = null;
        string shown = string.Empty;
        bool held = false;
        var path = grains.GetGrain<IFastPathGrain>(request.RunId);
        await foreach (var piece in path.DraftAsync(request, cancellationToken).WithCancellation(cancellationToken))
        {
            if (piece is DraftText text)
            {
                held |= text.Confidence < options.Value.DraftGate;
                if (held)
                {
                    continue;
                }

                shown += text.Text;
                if (toFirstText is null)
                {
                    toFirstText = time.GetElapsedTime(started);
                    instruments.FirstText(toFirstText.Value);
                }

                emit(new DraftDelta { Text = text.Text });
            }
            else if (piece is DraftFinished finished)
            {
                draft = finished.Draft with
                {
                    Source = held ? DraftSource.Acknowledgement : finished.Draft.Source,
                    Subject = held ? QuestionSubject.Of(request.Prompt.Question) : null,
                    TimeToFirstTokenMs = toFirstText?.TotalMilliseconds,
                };
            }
        }

        if (draft is null)
        {
            throw new InvalidOperationException("The fast path ended without a draft.");
        }

        instruments.Drafted(time.GetElapsedTime(started));
        emit(Completed(draft));
        return (draft, shown);
    }

    private static DraftCompleted Completed(Draft draft) => new()
    {
        Source = draft.Source,
        Confidence = draft.Confidence,
        RecurrentSteps = draft.RecurrentSteps,
        TimeToFirstTokenMs = draft.TimeToFirstTokenMs,
        Cache = draft.Cache,
        Subject = draft.Subject,
    };

    /// <summary>
    /// Follows the deep path. Whatever keeps it from a ruling leaves the draft standing, unverified, and says why: all of it, also what was held back. The outcome is about the draft,
    /// the patches are about what is shown.
    /// </summary>
    private async Task<Ruling> RuleAsync(
        IGrainFactory grains, GenerationRequest request, Draft draft, string shown, Action<TurnEvent> emit, CancellationToken cancellationToken)
    {
        var revisions = new RevisionCounter();
        string text = draft.Text;
        Ruling? ruling = null;
        string? reason = null;
        using var deadline = new DeadlineScope(options.Value.DeepTimeout, time, cancellationToken);
        try
        {
            var path = grains.GetGrain<IDeepPathGrain>(request.RunId);
            await foreach (var piece in path.RuleAsync(request, draft, deadline.Token).WithCancellation(deadline.Token))
            {
                switch (piece)
                {
                    case RulingQueued queued:
                        emit(new DeepQueued { Position = queued.Position, EstimatedWaitMs = queued.EstimatedWaitMs });
                        break;
                    case RulingProgress progress:
                        emit(new DeepProgress
                        {
                            Step = progress.Step,
                            Of = progress.Of,
                            Convergence = progress.Convergence,
                            ConfirmedCharacters = Math.Min(progress.ConfirmedCharacters, shown.Length),
                        });
                        break;
                    case RulingChange change:
                        text = TextPatch.Apply(text, change.Patches);
                        emit(revisions.Next(change.Outcome, TextPatch.Between(shown, text), isFinal: false, reason: null));
                        shown = text;
                        break;
                    case RulingFinished finished:
                        ruling = finished.Ruling;
                        break;
                }
            }

            reason = "The deep pass ended without a ruling.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reason = "The deep pass took too long and was stopped.";
        }
        catch (EngineBusyException)
        {
            reason = "Too many answers are waiting for their deep pass.";
        }
        catch (Exception e) when (e is not OperationCanceledException && !LostSilo.Explains(e) && !cancellationToken.IsCancellationRequested)
        {
            LogDeepPathFailed(e);
            reason = "The deep pass failed.";
        }

        // Without a ruling the draft stays; what was half rewritten goes back to it.
        ruling ??= new Ruling
        {
            Outcome = RulingOutcome.Unverified,
            Text = draft.Text,
            RecurrentSteps = draft.RecurrentSteps,
            Tokens = draft.Tokens,
            AcceptedTokens = 0,
            Resumed = false,
            Reason = reason,
        };
        emit(revisions.Next(ruling.Outcome, TextPatch.Between(shown, ruling.Text), isFinal: true, ruling.Reason));
        return ruling;
    }

    [LoggerMessage(LogLevel.Error, "The deep pass failed; the draft stays, unverified.")]
    private partial void LogDeepPathFailed(Exception error);
}
