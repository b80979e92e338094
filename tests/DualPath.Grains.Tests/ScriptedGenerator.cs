using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using Orleans.Runtime;

namespace DualPath.Grains.Tests;

/// <summary>
/// Both generators, told what to say by the question and held by signals, never by time. A question "right" is drafted right, "wrong" is
/// drafted wrong and amended, "unsure" with little confidence from the word with the colon on; one that begins with "hold" waits before the ruling until it is released; "busy" and "broken" fail, "lost draft" and "lost ruling" once.
/// </summary>
public sealed class ScriptedGenerator : IDraftGenerator, IDeepGenerator, IModelIdentity
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cancelled = new();
    private readonly ConcurrentDictionary<string, bool> _lost = new();
    private int _drafts;
    private int _rulings;

    public int Drafts => _drafts;

    public int Rulings => _rulings;

    public ConcurrentQueue<GenerationRequest> Requests { get; } = new();

    public string Name => "scripted";

    public string Checksum => "0000";

    /// <summary>Completes when a question's ruling has begun and waits.</summary>
    public Task Reached(string question) => Signal(_reached, question).Task;

    /// <summary>Completes when a question's ruling that waits has been cancelled.</summary>
    public Task Cancelled(string question) => Signal(_cancelled, question).Task;

    /// <summary>Lets a question's ruling go on, now and from now on.</summary>
    public void Release(string question) => Signal(_held, question).TrySetResult();

    public async IAsyncEnumerable<DraftPiece> DraftAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _drafts);
        Requests.Enqueue(request);
        await Task.Yield();
        string question = request.Prompt.Question;
        if (question.StartsWith("full", StringComparison.Ordinal))
        {
            throw new EngineBusyException("The draft queue is full.");
        }

        LoseOnce(question, "lost draft");
        string text = DraftOf(question);
        double confidence = 0.9;
        foreach (string word in text.Split(' ').Select((word, i) => i == 0 ? word : " " + word))
        {
            cancellationToken.ThrowIfCancellationRequested();
            confidence = word.EndsWith(':') && question.Contains("unsure", StringComparison.Ordinal) ? 0.2 : confidence;
            yield return new DraftText(word, confidence);
        }

        yield return new DraftFinished(
            new Draft { Text = text, Source = DraftSource.Shallow, Confidence = confidence, RecurrentSteps = 2, PromptTokens = 3, Tokens = 4 });
    }

    public async IAsyncEnumerable<RulingPiece> RuleAsync(
        GenerationRequest request, Draft draft, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _rulings);
        string question = request.Prompt.Question;
        await Task.Yield();
        yield return new RulingProgress(3, 16, 0.5, 0);
        if (question.StartsWith("hold", StringComparison.Ordinal))
        {
            Signal(_reached, question).TrySetResult();
            try
            {
                await Signal(_held, question).Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Signal(_cancelled, question).TrySetResult();
                throw;
            }
        }

        LoseOnce(question, "lost ruling");
        if (question.StartsWith("busy", StringComparison.Ordinal))
        {
            throw new EngineBusyException("The ruling queue is full.");
        }

        if (question.StartsWith("broken", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("as told");
        }

        string right = Answer(question);
        ImmutableArray<TextPatch> patches = TextPatch.Between(draft.Text, right);
        if (patches.Length > 0)
        {
            yield return new RulingChange(RulingOutcome.Amended, patches);
        }

        yield return new RulingFinished(new Ruling
        {
            Outcome = patches.Length > 0 ? RulingOutcome.Amended : RulingOutcome.Confirmed,
            Text = right,
            RecurrentSteps = 16,
            Tokens = 4,
            AcceptedTokens = 2,
            Resumed = true,
        });
    }

    public void Discard(string runId)
    {
    }

    /// <summary>What is drafted.</summary>
    public static string DraftOf(string question) => question.Contains("wrong", StringComparison.Ordinal) ? $"It is no: {question}" : Answer(question);

    /// <summary>What is right. Only what follows a # counts, if there is one: questions in other words have one answer.</summary>
    public static string Answer(string question) => $"It is so: {question[(question.IndexOf('#', StringComparison.Ordinal) + 1)..]}";

    /// <summary>What a caller is told when the silo it calls, or the one that knows where its callee is, has gone.</summary>
    private void LoseOnce(string question, string kind)
    {
        if (question.StartsWith(kind, StringComparison.Ordinal) && _lost.TryAdd(question, true))
        {
            throw new SiloUnavailableException("as told");
        }
    }

    private static TaskCompletionSource Signal(ConcurrentDictionary<string, TaskCompletionSource> signals, string question) =>
        signals.GetOrAdd(question, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
