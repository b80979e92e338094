using System.Threading.Channels;
using DualPath.Engine.Drafting;
using DualPath.Engine.Models;
using DualPath.Engine.Retention;
using DualPath.Engine.Scheduling;
using DualPath.Engine.Verification;
using DualPath.Model;
using DualPath.Model.Recurrence;
using Microsoft.Extensions.Logging.Abstractions;

namespace DualPath.Engine.Tests.Scheduling;

/// <summary>
/// What the inference thread allocates: something for every job, row and prompt, and nothing for a recurrent step: the same work with three times as many steps takes the same bytes. As the
/// runtime optimises the code while it runs, a few objects more or less are not told apart; one for every step more would be.
/// </summary>
public sealed class AllocationTests : IDisposable
{
    private const int DraftSteps = 2;

    /// <summary>Bytes of the smallest object there is.</summary>
    private const int SmallestObject = 24;

    private readonly EngineFixture _engine = new();
    private readonly KeptSequences _kept = new(0);
    private readonly InferenceLoop _loop;

    public AllocationTests()
    {
        // Instruments nobody listens to: a listener allocates what it likes. Passes with room for everybody, also for the one who reads what is written.
        var instruments = new EngineInstruments(new Meters());
        var options = new EngineOptions { MaxActiveJobs = 4, MaxRowsPerPass = 512, RulingRowsBesideDrafts = 256 };
        var model = LoadedModel.Create("several ends", _engine.Network, new LetterTokenizer(EngineFixture.Vocabulary) { OtherEndTokens = [1, 2] }, []);
        _loop = new InferenceLoop(new InferenceContext(model, instruments), options, instruments, TimeProvider.System, NullLogger.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _loop.Dispose();
        _engine.Dispose();
    }

    /// <summary>Criteria that never fire: every row is looked at after every step down to full depth.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("kl@0")]
    [InlineData("minp-kl@-1")]
    [InlineData("entropy-diff@0")]
    [InlineData("argmax-stability@100")]
    [InlineData("settled@0")]
    [InlineData("latent-diff@0")]
    [InlineData("cosine@-1")]
    [InlineData("second-order@0")]
    [InlineData("fixed@100")]
    public async Task Ruling_ThreeTimesAsDeep_AllocatesTheSame(string? exit) =>
        AssertTheSame(await MeasureAsync((_, steps) => [Ruling(exit, steps, seed: 1)], 36), await MeasureAsync((_, steps) => [Ruling(exit, steps, seed: 1)], 12), steps: 24);

    /// <summary>Rows are decided as their criterion fires, tokens are written after them, and proposed; drafts and rulings come and go, more of them than fit at once.</summary>
    [Theory]
    [InlineData("fixed@{0}")]
    [InlineData("argmax-stability@{0}")]
    public async Task SharedPasses_JobsComingAndGoing_AllocateTheSameThreeTimesAsDeep(string exit)
    {
        var deep = await MeasureAsync(Jobs, 36);
        var shallow = await MeasureAsync(Jobs, 12);
        AssertTheSame(deep, shallow, steps: deep.Passes - shallow.Passes);

        GenerationJob[] Jobs(bool warmingUp, int steps)
        {
            string? rule = warmingUp ? null : string.Format(null, exit, steps);
            return [.. Enumerable.Range(0, 4).SelectMany(seed => new GenerationJob[] { Ruling(rule, 3 * steps, seed), Ruling(rule, 3 * steps, seed, speculation: 2), Draft(3 * steps, seed) })];
        }
    }

    [Fact]
    public async Task Idling_BesideAJobWithoutRows_AllocatesNothing() => Assert.Equal(0, (await MeasureAsync((_, _) => [], 1)).Bytes);

    /// <param name="deep">The deeper work.</param>
    /// <param name="shallow">The same, less deep.</param>
    /// <param name="steps">Of how many more steps none may take an object.</param>
    private static void AssertTheSame((long Bytes, int Passes) deep, (long Bytes, int Passes) shallow, int steps)
    {
        Assert.True(deep.Passes > shallow.Passes + 200, $"{deep.Passes} passes, and {shallow.Passes}: too few more to compare");
        Assert.True(deep.Bytes - shallow.Bytes < SmallestObject * steps, $"{deep.Bytes} bytes in {deep.Passes} passes, {shallow.Bytes} in {shallow.Passes}");
    }


    /// <summary>Passes, and bytes that the inference thread allocates, from the moment the rulings wait to be let in until all jobs are over, in the best of some rounds: in others something is not warm yet. Drafts come when rulings run.</summary>
    /// <param name="jobs">Makes the jobs, by whether they are only to warm up, then as deep as they may go, and by steps.</param>
    /// <param name="steps">Unit of depth.</param>
    private async Task<(long Bytes, int Passes)> MeasureAsync(Func<bool, int, GenerationJob[]> jobs, int steps)
    {
        var probe = new Probe();
        _loop.Submit(probe);
        (long Bytes, int Passes) least = (long.MaxValue, 0);
        for (int round = 0; round < 6; round++)
        {
            var begun = jobs(round == 0, steps);

            // Waited for before they run, so that ending them always has the same to do.
            var over = Task.WhenAll(begun.Select(Completion));
            await probe.HoldAsync();
            Submit(begun, JobClass.Deep);
            probe.Passes = 0;
            probe.GoOn(begun, passes: 6);
            long bytes = await probe.HeldAsync();
            Submit(begun, JobClass.Instant);
            probe.GoOn(begun);
            await over.WaitAsync(Cancel);
            bytes += await probe.HoldAsync();
            least = round > 0 && bytes < least.Bytes ? (bytes, probe.Passes) : least;
            probe.GoOn([]);
        }

        await probe.HoldAsync();
        probe.Finish();
        return least;
    }

    private void Submit(GenerationJob[] jobs, JobClass jobClass)
    {
        foreach (var job in jobs.Where(job => job.Class == jobClass))
        {
            _loop.Submit(job);

            // Nobody will rule on it.
            (job as DraftJob)?.Leave();
        }
    }

    private static Task Completion(GenerationJob job) => job is DraftJob draft ? draft.Tokens.Completion : ((RulingJob)job).Signals.Completion;

    private static int[] Prompt(int seed) => [.. Enumerable.Range(0, 26 + seed).Select(i => ((7 + seed) * i) % EngineFixture.Letters)];

    private DraftJob Draft(int steps, int seed) =>
        new($"drafts {seed}", new DraftPlan { Prompt = Prompt(seed), Steps = steps, DeepSteps = steps, MaxTokens = 16, EndToken = -1 }, _kept, Cancel);

    private RulingJob Ruling(string? exit, int steps, int seed, int speculation = 1) =>
        new(
            $"rulings {seed}",
            new RulingPlan
            {
                Prompt = Prompt(seed),
                Draft = [1, 2, 3, 4],
                DraftSteps = DraftSteps,
                Steps = steps,
                Exit = exit is null ? null : () => ExitCriterion.Parse(exit)!,
                MaxSpeculation = speculation,
                MaxTokens = 12,
                EndToken = -1,
            },
            _kept,
            Cancel);

    /// <summary>Reads along on the inference thread what the jobs write, as a reader does who keeps up, and looks at the thread's allocations.</summary>
    private sealed class Probe() : GenerationJob("probe", CancellationToken.None)
    {
        private GenerationJob[] _read = [];
        private volatile int _passes;
        private volatile bool _over;
        private long _begun;
        private long _bytes;

        public override JobClass Class => JobClass.Deep;

        public override long AllocatedBytes => 0;

        public override ISequence Sequence => throw new InvalidOperationException("It has no rows.");

        /// <summary>Passes while a job was not over.</summary>
        public int Passes { get; set; }

        private SemaphoreSlim Held { get; } = new(0);

        private SemaphoreSlim Go { get; } = new(0);

        public override void Start(InferenceContext inference)
        {
        }

        public override RowRange NextRows(int limit)
        {
            bool over = true;
            foreach (var job in _read)
            {
                over &= Completion(job).IsCompleted;
                if (job is DraftJob draft)
                {
                    Drain(draft.Tokens);
                }
                else
                {
                    Drain(((RulingJob)job).Signals);
                }
            }

            Passes += over ? 0 : 1;
            if (_passes > 0 && --_passes == 0)
            {
                _bytes = GC.GetAllocatedBytesForCurrentThread() - _begun;
                Held.Release();
                Go.Wait(Cancel);
                _begun = GC.GetAllocatedBytesForCurrentThread();
            }

            return default;
        }

        public override bool Stepped(InferenceContext inference, int rows) => _over;

        public override void End(Exception? error)
        {
        }

        /// <summary>Holds the thread at the next pass. Returns the bytes it has allocated since it was let go.</summary>
        public Task<long> HoldAsync()
        {
            _passes = 1;
            return HeldAsync();
        }

        public async Task<long> HeldAsync()
        {
            await Held.WaitAsync(Cancel);
            return _bytes;
        }

        /// <summary>Lets the thread go, for so many passes, or until it is to be held.</summary>
        public void GoOn(GenerationJob[] read, int passes = 0)
        {
            (_read, _passes) = (read, passes);
            Go.Release();
        }

        public void Finish()
        {
            _over = true;
            Go.Release();
        }

        private static void Drain<T>(ChannelReader<T> reader)
        {
            while (reader.TryRead(out _))
            {
            }
        }
    }
}
