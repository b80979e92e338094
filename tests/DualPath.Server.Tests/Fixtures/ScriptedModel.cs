using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Server.Tests.Fixtures;

/// <summary>
/// Answers as the test says: a question is echoed in two pieces, and the ruling confirms it unless another text is given. A test may
/// hold the draft or the ruling back until it lets go.
/// </summary>
public sealed class ScriptedModel : IDraftGenerator, IDeepGenerator, IModelIdentity
{
    private readonly ConcurrentDictionary<string, string> _rulings = new(StringComparer.Ordinal);
    private int _drafts;
    private int _ruled;

    public string Name => "scripted";

    public string Checksum { get; } = new('a', 64);

    /// <summary>Drafts begun.</summary>
    public int Drafts => Volatile.Read(ref _drafts);

    /// <summary>Rulings begun.</summary>
    public int Rulings => Volatile.Read(ref _ruled);

    /// <summary>Between the draft's two pieces.</summary>
    public Gate Draft { get; } = new();

    /// <summary>Before the ruling.</summary>
    public Gate Ruling { get; } = new();

    /// <summary>What the draft says to a question.</summary>
    public static string DraftOf(string question) => $"You asked: {question}";

    /// <summary>Has the ruling replace the draft by this text.</summary>
    public void Rule(string question, string text) => _rulings[question] = text;

    public async IAsyncEnumerable<DraftPiece> DraftAsync(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _drafts);
        string text = DraftOf(request.Prompt.Question);
        yield return new DraftText(text[..4]);
        await Draft.PassAsync(cancellationToken);
        yield return new DraftText(text[4..]);
        yield return new DraftFinished(new Draft
        {
            Text = text,
            Source = DraftSource.Shallow,
            Confidence = 0.75,
            RecurrentSteps = request.Settings.DraftSteps,
            PromptTokens = 7,
            Tokens = 5,
            TimeToFirstTokenMs = 1.5,
        });
    }

    public async IAsyncEnumerable<RulingPiece> RuleAsync(
        GenerationRequest request,
        Draft draft,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _ruled);
        yield return new RulingQueued(0, null);
        yield return new RulingProgress(8, request.Settings.DeepSteps, 0.125, 0);
        await Ruling.PassAsync(cancellationToken);
        string text = _rulings.GetValueOrDefault(request.Prompt.Question, draft.Text);
        var outcome = text == draft.Text ? RulingOutcome.Confirmed : RulingOutcome.Amended;
        ImmutableArray<TextPatch> patches = TextPatch.Between(draft.Text, text);
        if (patches.Length > 0)
        {
            yield return new RulingChange(outcome, patches);
        }

        yield return new RulingFinished(new Ruling
        {
            Outcome = outcome,
            Text = text,
            RecurrentSteps = request.Settings.DeepSteps,
            Tokens = 5,
            AcceptedTokens = 5,
            Resumed = true,
        });
    }

    public void Discard(string runId)
    {
    }

    /// <summary>Open, until a test closes it.</summary>
    public sealed class Gate
    {
        private volatile TaskCompletionSource? _closed;
        private volatile TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when somebody stands before it since it was closed.</summary>
        public Task Reached => _reached.Task.WaitAsync(TestContext.Current.CancellationToken);

        public void Close()
        {
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public void Open() => _closed?.TrySetResult();

        /// <summary>Whoever comes from now on fails here.</summary>
        public void Fail(Exception error)
        {
            Close();
            _closed!.SetException(error);
        }

        internal async Task PassAsync(CancellationToken cancellationToken)
        {
            _reached.TrySetResult();
            if (_closed is { } closed)
            {
                await closed.Task.WaitAsync(cancellationToken);
            }
        }
    }
}
