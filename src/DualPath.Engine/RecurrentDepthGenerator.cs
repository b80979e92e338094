using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Engine.Drafting;
using DualPath.Engine.Models;
using DualPath.Engine.Scheduling;
using DualPath.Engine.Tokenization;
using DualPath.Engine.Verification;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DualPath.Engine;

/// <summary>
/// Both paths on one recurrent-depth model: the draft is its shallow pass, the ruling its deep pass, which resumes the draft's latent
/// states. This side of the engine deals in text; token ids and channels lead to the inference thread.
/// </summary>
public sealed class RecurrentDepthGenerator : IDraftGenerator, IDeepGenerator, IDisposable
{
    private readonly IChatTokenizer _tokenizer;
    private readonly int _contextLength;
    private readonly TimeProvider _time;
    private readonly RetainedDrafts _retained;
    private readonly InferenceLoop _loop;

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
        _contextLength = model.Network.Config.ContextLength;
        _time = time;
        _retained = new RetainedDrafts(options.Value.MaxRetainedDrafts);
        _loop = new InferenceLoop(new InferenceContext(model, instruments), options.Value, instruments, time, logger);
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
        var job = new DraftJob(request.Scope, promptTokens, settings.DraftSteps, settings.MaxAnswerTokens, _tokenizer.EndToken, leaving.Token);
        _loop.Submit(job);

        var decoder = _tokenizer.CreateDecoder(prompt);
        var tokens = new List<int>();
        var text = new System.Text.StringBuilder();
        double confidence = 1;
        TimeSpan? toFirstToken = null;
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
                    yield return new DraftText(piece);
                }
            }

            if (decoder.Complete() is { Length: > 0 } rest)
            {
                text.Append(rest);
                yield return new DraftText(rest);
            }
        }
        finally
        {
            await leaving.CancelAsync();
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
        _retained.Keep(request.RunId, new DraftedSequence(job.Sequence, prompt, tokens, settings.DraftSteps, draft.Text));
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
        var retained = _retained.Take(request.RunId);
        if (retained is not null && retained.Text != draft.Text)
        {
            retained.Dispose();
            retained = null;
        }

        var prompt = retained?.Prompt ?? Encode(request);
        int[] draftTokens = [.. retained?.Tokens ?? TokensOf(draft, prompt, request.Settings.MaxAnswerTokens)];
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var job = new RulingJob(
            request.Scope,
            new RulingPlan
            {
                Prompt = [.. prompt.Tokens],
                Draft = draftTokens,
                Steps = request.Settings.DeepSteps,
                MaxTokens = Math.Max(request.Settings.MaxAnswerTokens, draftTokens.Length),
                EndToken = _tokenizer.EndToken,
                Resumed = retained?.Sequence,
                ResumedDepth = retained?.Depth ?? 0,
            },
            leaving.Token);
        QueuePlace place;
        try
        {
            place = _loop.Submit(job);
        }
        catch
        {
            retained?.Dispose();
            throw;
        }

        var text = new RulingText(_tokenizer, prompt, draftTokens, draft.Text);
        try
        {
            if (place.Ahead > 0)
            {
                yield return new RulingQueued(place.Ahead, place.Wait?.TotalMilliseconds);
            }

            await foreach (var signal in job.Signals.ReadAllAsync(cancellationToken))
            {
                if (signal.Kind == RulingSignalKind.Stepped)
                {
                    yield return new RulingProgress(
                        signal.Step, request.Settings.DeepSteps, signal.Convergence, text.ConfirmedCharacters(signal.Agreeing));
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
        }

        if (text.Complete() is { Length: > 0 } last)
        {
            yield return new RulingChange(text.Outcome, last);
        }

        yield return new RulingFinished(new Ruling
        {
            Outcome = text.Outcome,
            Text = text.Shown,
            RecurrentSteps = request.Settings.DeepSteps,
            Tokens = text.Tokens,
            AcceptedTokens = text.AcceptedTokens,
            Resumed = retained is not null,
        });
    }

    /// <inheritdoc/>
    public void Discard(string runId) => _retained.Take(runId)?.Dispose();

    /// <inheritdoc/>
    public void Dispose() => _loop.Dispose();

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

    private ChatPrompt Encode(GenerationRequest request)
    {
        try
        {
            ImmutableArray<Exchange> context = request.Prompt.Context;
            return _tokenizer.Encode(
                [.. context.Select(exchange => new ChatExchange(exchange.Question, exchange.Answer))],
                request.Prompt.Question,
                _contextLength - request.Settings.MaxAnswerTokens);
        }
        catch (QuestionTooLongException e)
        {
            throw new PromptTooLongException(e.Message);
        }
    }
}
