using System.Threading.Channels;
using DualPath.Engine.Drafting;
using DualPath.Engine.Retention;
using DualPath.Engine.Scheduling;
using DualPath.Engine.Verification;
using DualPath.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace DualPath.Engine.Tests.Scheduling;

/// <summary>A job that is cancelled, at any moment of its life, frees within one step all that it added to what it began with, and harms nobody.</summary>
public sealed class CancellationTests : IDisposable
{
    private const int DraftSteps = 3;
    private const int DeepSteps = 9;
    private const int MaxTokens = 6;
    private const int EndToken = EngineFixture.Vocabulary - 1;

    private static readonly int[] Beginning = [.. Enumerable.Range(0, 25).Select(i => (7 * i) % EngineFixture.Letters)];
    private static readonly int[] Neighbours = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];

    private readonly EngineFixture _engine = new();
    private readonly KeptSequences _kept = new(1 << 30);
    private readonly InferenceLoop _loop;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<PacingJob> _pacers = [];

    public CancellationTests() => _loop = new InferenceLoop(
        new InferenceContext(_engine.Model, _engine.Instruments), new EngineOptions { MaxRowsPerPass = 8, RulingRowsBesideDrafts = 8 }, _engine.Instruments, TimeProvider.System, NullLogger.Instance);

    /// <summary>Moments of a job's life.</summary>
    public enum Moment
    {
        LayingOut,
        FirstStep,
        Deepening,
        Writing,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pacers.ForEach(pacer => pacer.Finish());
        _loop.Dispose();
        _kept.Dispose();
        _cancellation.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData(Moment.LayingOut)]
    [InlineData(Moment.FirstStep)]
    [InlineData(Moment.Deepening)]
    [InlineData(Moment.Writing)]
    public async Task Draft_Cancelled_FreesWhatItAdded(Moment moment)
    {
        int[] prompt = await ConversationAsync();
        await CancelAsync(Draft(prompt, _kept, cancellable: true), draft => AllAsync(draft.Tokens), moment, prompt.Length, Neighbours);
        await AssertGoesOnAsync(prompt);
    }

    [Theory]
    [InlineData(Moment.LayingOut)]
    [InlineData(Moment.FirstStep)]
    [InlineData(Moment.Deepening)]
    [InlineData(Moment.Writing)]
    public async Task Ruling_WithoutLatentStates_Cancelled_FreesWhatItAdded(Moment moment)
    {
        int[] prompt = await ConversationAsync();

        // A draft that does not stand, so that there is something to write.
        await CancelAsync(Ruling(prompt, [0], resumed: null, cancellable: true), ruling => AllAsync(ruling.Signals), moment, prompt.Length, Neighbours);
        await AssertGoesOnAsync(prompt);
    }

    [Fact]
    public async Task Ruling_Resumed_Cancelled_FreesWhatItAddedToTheDraft()
    {
        int[] prompt = await ConversationAsync();
        var draft = Draft(prompt, _kept);
        int[] tokens = await TokensAsync(draft);
        long before = draft.Sequence.AllocatedBytes;
        await CancelAsync(
            Ruling(prompt, tokens, draft.Sequence, cancellable: true), ruling => AllAsync(ruling.Signals), Moment.Deepening, prompt.Length, Neighbours, before);
        Assert.Equal([.. prompt, .. tokens[..^1]], draft.Sequence.Tokens.ToArray());
        Assert.Equal(DraftSteps, draft.Sequence.Depth(draft.Sequence.Length - 1));
        await AssertGoesOnAsync(prompt);
    }

    [Fact]
    public async Task Draft_CompleteWhenItIsCancelled_IsNotCutBack()
    {
        var draft = Draft(Beginning, _kept, cancellable: true);
        int[] tokens = await TokensAsync(draft);
        await _cancellation.CancelAsync();
        Assert.Equal(Beginning.Length + tokens.Length - 1, draft.Sequence.Length);
    }

    [Fact]
    public async Task SequenceMemory_WhileAJobRunsAndAfterwards_IsMetered()
    {
        using var pages = new Microsoft.Extensions.Diagnostics.Metrics.Testing.MetricCollector<long>(_engine.Meters, EngineInstruments.MeterName, "dualpath.engine.sequence_memory");
        _engine.Instruments.Observe(() => _loop.JobBytes, () => _kept.Bytes);
        var pacer = await PaceAsync();
        var draft = Draft(Beginning, _kept);
        _loop.Submit(draft);
        await pacer.PassAsync();
        await pacer.PassAsync();
        Assert.Equal((draft.Sequence.AllocatedBytes, 0), Measure());
        pacer.Finish();
        await TokensAsync(draft, submit: false);
        _kept.KeepConversation("a", draft.Sequence);
        await IdleAsync();
        Assert.Equal((0, draft.Sequence.AllocatedBytes), Measure());

        (long Jobs, long Kept) Measure()
        {
            pages.Clear();
            pages.RecordObservableInstruments();
            var measured = pages.GetMeasurementSnapshot();
            return (measured.Single(m => Equals(m.Tags["holder"], "jobs")).Value, measured.Single(m => Equals(m.Tags["holder"], "kept")).Value);
        }
    }

    /// <summary>Cancels a job at a moment, and looks at the memory one pass later; its neighbour in all passes is a draft, which must come out as it does alone.</summary>
    private async Task CancelAsync<TJob>(TJob job, Func<TJob, Task> read, Moment moment, int prompt, int[] neighbours, long? before = null)
        where TJob : GenerationJob
    {
        long kept = _kept.Bytes;
        int[] alone = await AloneAsync(neighbours);
        var pacer = await PaceAsync();
        var neighbour = Draft(neighbours, new KeptSequences(0), caller: "neighbour", maxTokens: 24);
        _loop.Submit(job);
        for (int passes = 0; !Reached(); passes++)
        {
            Assert.True(passes < 500, "the moment has passed");
            await pacer.PassAsync();
        }

        // It joins late, so that it is still there afterwards.
        _loop.Submit(neighbour);
        await pacer.PassAsync();
        Assert.True(job.Sequence.AllocatedBytes > (before ?? kept), "the job has added nothing");
        await _cancellation.CancelAsync();
        await pacer.PassAsync();

        Assert.Equal((before ?? kept) + neighbour.Sequence.AllocatedBytes, _kept.Bytes + _loop.JobBytes);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read(job));
        pacer.Finish();
        Assert.Equal(alone, await TokensAsync(neighbour, submit: false));

        bool Reached() => _loop.JobBytes > 0 && moment switch
        {
            Moment.LayingOut => job.Sequence.Length is > 40 and < 50,
            Moment.FirstStep => job.IsLaidOut && job.Sequence.Depth(40) == 1 && job.Sequence.Depth(prompt - 1) == 0,
            Moment.Deepening => job.IsLaidOut && job.Sequence.Depth(prompt - 1) >= (job is RulingJob ? DraftSteps + 2 : 2),
            _ => job.Sequence.Length > prompt + 1,
        };
    }

    /// <summary>What was kept before still serves the next question, and its answers are those of a question that finds nothing kept.</summary>
    private async Task AssertGoesOnAsync(int[] prompt)
    {
        long reused = _engine.PromptTokens("reused");
        var draft = Draft(prompt, _kept);
        int[] tokens = await TokensAsync(draft);
        Assert.InRange(_engine.PromptTokens("reused") - reused, Beginning.Length, prompt.Length);
        Assert.Equal(await AloneAsync(prompt, MaxTokens), tokens);

        var fresh = Draft(prompt, new KeptSequences(0));
        await TokensAsync(fresh);
        Assert.Equal(await RuleAsync(Ruling(prompt, tokens, fresh.Sequence)), await RuleAsync(Ruling(prompt, tokens, draft.Sequence)));
    }

    /// <summary>Leaves a conversation behind, ruled on, and returns a prompt that goes on from it.</summary>
    private async Task<int[]> ConversationAsync()
    {
        var draft = Draft(Beginning, _kept);
        int[] tokens = await TokensAsync(draft);
        await RuleAsync(Ruling(Beginning, tokens, draft.Sequence));
        return [.. draft.Sequence.Tokens, .. Enumerable.Range(0, 55 - draft.Sequence.Length).Select(i => (5 * i) % EngineFixture.Letters)];
    }

    private async Task<PacingJob> PaceAsync()
    {
        var pacer = new PacingJob();
        _pacers.Add(pacer);
        _loop.Submit(pacer);
        await pacer.HeldAsync();
        return pacer;
    }

    /// <summary>Returns when the loop has been through what it does after a job's end.</summary>
    private async Task IdleAsync()
    {
        var pacer = await PaceAsync();
        pacer.Finish();
    }

    private async Task<int[]> AloneAsync(int[] prompt, int maxTokens = 24) => await TokensAsync(Draft(prompt, new KeptSequences(0), caller: "alone", maxTokens: maxTokens));

    private async Task<int[]> TokensAsync(DraftJob job, bool submit = true)
    {
        if (submit)
        {
            _loop.Submit(job);
        }

        return [.. (await AllAsync(job.Tokens)).Select(token => token.Id)];
    }

    private async Task<RulingSignal[]> RuleAsync(RulingJob job)
    {
        _loop.Submit(job);
        return await AllAsync(job.Signals);
    }

    private static async Task<T[]> AllAsync<T>(ChannelReader<T> reader)
    {
        List<T> all = [];
        await foreach (var item in reader.ReadAllAsync(Cancel))
        {
            all.Add(item);
        }

        return [.. all];
    }

    private DraftJob Draft(int[] prompt, KeptSequences kept, string caller = "a", int maxTokens = MaxTokens, bool cancellable = false) =>
        new(
            caller,
            new DraftPlan { Prompt = prompt, Steps = DraftSteps, DeepSteps = DeepSteps, MaxTokens = maxTokens, EndToken = EndToken },
            kept,
            cancellable ? _cancellation.Token : Cancel);

    private RulingJob Ruling(int[] prompt, int[] draft, ISequence? resumed, bool cancellable = false) =>
        new(
            "a",
            new RulingPlan { Prompt = prompt, Draft = draft, DraftSteps = DraftSteps, Steps = DeepSteps, MaxTokens = MaxTokens, EndToken = EndToken, Resume = () => resumed },
            _kept,
            cancellable ? _cancellation.Token : Cancel);
}
