using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Engine.Drafting;
using DualPath.Engine.Embedding;
using DualPath.Engine.Models;
using DualPath.Engine.Retention;
using DualPath.Engine.Scheduling;
using DualPath.Engine.Tokenization;
using DualPath.Engine.Verification;
using DualPath.Model;
using DualPath.Model.Recurrence;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DualPath.Engine;

/// <summary>
/// Both paths on one recurrent-depth model: the draft is its shallow pass, the ruling its deep pass, which resumes the draft's latent
/// states. This side of the engine deals in text; token ids and channels lead to the inference thread.
/// </summary>
public sealed partial class RecurrentDepthGenerator : IDraftGenerator, IDeepGenerator, IDisposable
{
    /// <summary>How often a ruling that waits looks where it stands.</summary>
    private static readonly TimeSpan LookInQueue = TimeSpan.FromSeconds(1);

    private readonly IChatTokenizer _tokenizer;
    private readonly ModelConfig _config;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly KeptSequences _kept;
    private readonly int _maxSpeculation;
    private readonly InferenceLoop _loop;
    private bool _saidUnsuited;

    /// <param name="model">The loaded checkpoint.</param>
    /// <param name="options">Queue bounds and batch size.</param>
    /// <param name="instruments">The engine's meter.</param>
    /// <param name="time">Measures the time to the first token.</param>
    /// <param name="logger">Hears of failed jobs.</param>
    public RecurrentDepthGenerator(
        LoadedModel model,
        IOptions<EngineOptions> options,
        EngineInstruments instruments,
        TimeProvider time,
        ILogger<RecurrentDepthGenerator> logger)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _tokenizer = model.Tokenizer;
        _config = model.Network.Config;
        _logger = logger;
        _time = time;
        _kept = new KeptSequences((long)options.Value.MaxKeptMegabytes << 20);
        _maxSpeculation = options.Value.MaxSpeculation;
        _loop = new InferenceLoop(new InferenceContext(model, instruments), options.Value, instruments, time, logger);
        instruments.Observe(() => _loop.JobBytes, () => _kept.Bytes);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DraftPiece> DraftAsync(
        GenerationRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        long started = _time.GetTimestamp();
        var settings = request.Settings;
        var prompt = Encode(request);
        int[] promptTokens = [.. prompt.Tokens];

        // Leaving the enumeration early, for whatever reason, stops the job.
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var job = new DraftJob(
            request.Scope,
            new DraftPlan
            {
                Prompt = promptTokens,
                Steps = settings.DraftSteps,
                DeepSteps = settings.DeepSteps,
                MaxTokens = settings.MaxAnswerTokens,
                EndToken = _tokenizer.EndToken,
            },
            _kept,
            leaving.Token);
        _loop.Submit(job);

        var decoder = _tokenizer.CreateDecoder(prompt);
        var tokens = new List<int>();
        var text = new System.Text.StringBuilder();
        double confidence = 1;
        TimeSpan? toFirstToken = null;
        bool complete = false;
        try
        {
            await foreach (var token in job.Tokens.ReadAllAsync(cancellationToken))
            {
                toFirstToken ??= _time.GetElapsedTime(started);
                tokens.Add(token.Id);
                confidence = Math.Min(confidence, token.Probability);
                if (token.Id != _tokenizer.EndToken && decoder.Append(token.Id) is { Length: > 0 } piece)
                {
                    text.Append(piece);
                    yield return new DraftText(piece, confidence);
                }
            }

            if (decoder.Complete() is { Length: > 0 } rest)
            {
                text.Append(rest);
                yield return new DraftText(rest, confidence);
            }

            complete = true;
        }
        finally
        {
            await leaving.CancelAsync();
            if (!complete)
            {
                job.Leave();
            }
        }

        var draft = new Draft
        {
            Text = text.ToString(),
            Source = DraftSource.Shallow,
            Confidence = confidence,
            RecurrentSteps = settings.DraftSteps,
            PromptTokens = promptTokens.Length,
            Tokens = tokens.Count,
            TimeToFirstTokenMs = toFirstToken?.TotalMilliseconds,
        };
        _kept.KeepDraft(request.RunId, new DraftedSequence(request.Scope, job.Sequence, prompt, tokens, draft.Text));
        yield return new DraftFinished(draft);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RulingPiece> RuleAsync(
        GenerationRequest request,
        Draft draft,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(draft);
        var settings = request.Settings;
        var retained = _kept.FindDraft(request.RunId);
        if (retained is not null && retained.Text != draft.Text)
        {
            Discard(request.RunId);
            retained = null;
        }

        var prompt = retained?.Prompt ?? Encode(request);
        int[] written = [.. retained?.Tokens ?? TokensOf(draft, prompt, settings.MaxAnswerTokens)];
        int[] draftTokens = written[..Math.Min(written.Length, settings.MaxAnswerTokens)];
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var job = new RulingJob(
            request.Scope,
            new RulingPlan
            {
                Prompt = [.. prompt.Tokens],
                Draft = draftTokens,
                DraftSteps = settings.DraftSteps,
                Steps = settings.DeepSteps,
                Exit = ExitOf(settings.Exit),
                MaxSpeculation = _maxSpeculation,
                MaxTokens = settings.MaxAnswerTokens,
                EndToken = _tokenizer.EndToken,
                Resume = retained is null ? null : () => _kept.TakeDraft(request.RunId)?.Sequence,
            },
            _kept,
            leaving.Token);
        int steps = settings.DraftSteps;
        var text = new RulingText(_tokenizer, prompt, draftTokens, draft.Text, isCut: draftTokens.Length < written.Length);
        try
        {
            var place = _loop.Submit(job);
            for (var waiting = place.Ahead > 0 ? place : await CloserAsync(job, told: null, cancellationToken); waiting is { } now; waiting = await CloserAsync(job, now, cancellationToken))
            {
                yield return new RulingQueued(now.Ahead, now.Wait?.TotalMilliseconds);
            }

            await foreach (var signal in job.Signals.ReadAllAsync(cancellationToken))
            {
                if (signal.Kind == RulingSignalKind.Stepped)
                {
                    steps = signal.Step;
                    yield return new RulingProgress(
                        signal.Step, settings.DeepSteps, signal.Convergence, text.ConfirmedCharacters(signal.Agreeing));
                }
                else if (text.Take(signal) is { Length: > 0 } patches)
                {
                    yield return new RulingChange(text.Outcome, patches);
                }
            }
        }
        finally
        {
            await leaving.CancelAsync();

            // Of a ruling that never began the draft is left.
            Discard(request.RunId);
        }

        if (text.Complete() is { Length: > 0 } last)
        {
            yield return new RulingChange(text.Outcome, last);
        }

        yield return new RulingFinished(new Ruling
        {
            Outcome = text.Outcome,
            Text = text.Shown,
            RecurrentSteps = steps,
            Tokens = text.Tokens,
            AcceptedTokens = text.AcceptedTokens,
            Resumed = job.Resumed,
        });
    }

    /// <inheritdoc/>
    public void Discard(string runId)
    {
        if (_kept.TakeDraft(runId) is { } draft)
        {
            _kept.KeepConversation(draft.Caller, draft.Sequence);
        }
    }

    /// <summary>The embedding of some tokens, computed between two passes.</summary>
    internal Task<float[]> EmbedAsync(int[] tokens, CancellationToken cancellationToken)
    {
        var job = new EmbeddingJob(tokens, cancellationToken);
        _loop.Submit(job);
        return job.Result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Dispose();
        _kept.Dispose();
    }

    /// <summary>Where a waiting ruling stands once those ahead of it are half as many or less; at the first look if that has not been told yet. Null once it waits no more.</summary>
    private async Task<QueuePlace?> CloserAsync(RulingJob job, QueuePlace? told, CancellationToken cancellationToken)
    {
        var begun = job.Signals.WaitToReadAsync(cancellationToken).AsTask();
        while (await Task.WhenAny(begun, Task.Delay(LookInQueue, _time, cancellationToken)) != begun)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_loop.Find(job) is not { } now)
            {
                return null;
            }

            if (told is not { } before || (now.Ahead < before.Ahead && now.Ahead * 2 <= before.Ahead))
            {
                return now;
            }
        }

        return null;
    }

    /// <summary>A draft of which only the text is left, as the tokens the model would have made it of.</summary>
    private List<int> TokensOf(Draft draft, ChatPrompt prompt, int maxTokens)
    {
        List<int> tokens = [.. _tokenizer.EncodeAnswer(prompt, draft.Text)];
        if (tokens.Count < maxTokens)
        {
            // Otherwise it was cut at its limit, and did not end.
            tokens.Add(_tokenizer.EndToken);
        }

        return tokens;
    }

    /// <summary>What ends a ruling early: nothing where a rule, which another machine's settings may have named, does not suit the network here. Full depth is right for all.</summary>
    private Func<ExitCriterion>? ExitOf(string? rule)
    {
        if (rule is null || ExitRule.ProblemWith(rule, _config) is not { } problem)
        {
            return rule is null ? null : () => ExitRule.Create(rule);
        }

        if (Interlocked.Exchange(ref _saidUnsuited, true) is false)
        {
            LogUnsuited(rule, problem);
        }

        return null;
    }

    private ChatPrompt Encode(GenerationRequest request)
    {
        try
        {
            ImmutableArray<Exchange> context = request.Prompt.Context;
            return _tokenizer.Encode(
                [.. context.Select(exchange => new ChatExchange(exchange.Question, exchange.Answer))],
                request.Prompt.Question,
                _config.ContextLength - request.Settings.MaxAnswerTokens);
        }
        catch (QuestionTooLongException e)
        {
            throw new PromptTooLongException(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rulings take all their steps: the exit rule {Rule} {Problem}.")]
    private partial void LogUnsuited(string rule, string problem);
}
