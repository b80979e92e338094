using DualPath.Model;
using DualPath.Training.Tasks;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>Everything that decides what a training run does, besides the seed.</summary>
internal sealed record TrainingConfig
{
    /// <summary>Name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The architecture; the vocabulary size is filled in from the tasks.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>Tokens to train on, padding included. Learning rate and depth follow the share of them that is done.</summary>
    public required long Tokens { get; init; }

    /// <summary>The tasks in the order in which they come into focus, with their shares of the tokens.</summary>
    public required IReadOnlyList<Curriculum.Stage> Stages { get; init; }

    /// <summary>Share of the tokens that the task in focus gets at least.</summary>
    public double FocusShare { get; init; } = Curriculum.FocusShare;

    /// <summary>Tokens per micro-batch.</summary>
    public int BatchTokens { get; init; } = 1536;

    /// <summary>Micro-batches per optimizer step. More than <see cref="Workers"/> of them even out what the workers have to do.</summary>
    public int MicroBatches { get; init; } = 1;

    /// <summary>Micro-batches computed at once, each on one thread. Changes the time, not the result.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>What matrix products round their inputs to; everything else is fp32.</summary>
    public ScalarType Compute { get; init; } = ScalarType.Float32;

    /// <summary>Steps whose data is drawn together, so that conversations of equal length share a step. Checkpoints lie between such pools.</summary>
    public int StepsPerPool { get; init; } = 8;

    /// <summary>Longest conversation trained on, in tokens.</summary>
    public int LongestSample { get; init; } = 200;

    /// <summary>Learning rate after the warm-up.</summary>
    public double Rate { get; init; } = 2e-3;

    /// <summary>Steps over which the learning rate rises.</summary>
    public int WarmUpSteps { get; init; } = 150;

    /// <summary>Share of the run after which the learning rate falls, linearly, to a twentieth.</summary>
    public double DecayFrom { get; init; } = 0.7;

    /// <summary>Share of the run after which deeper recurrence is drawn (<see cref="LateDepth"/>).</summary>
    public double DeepFrom { get; init; } = 0.8;

    /// <summary>Mean recurrent steps at the end of the run.</summary>
    public double LateDepth { get; init; } = 10;

    /// <summary>Most recurrent steps drawn at the end of the run.</summary>
    public int LateMostDepth { get; init; } = 32;

    /// <summary>Weight decay of matrices.</summary>
    public double Decay { get; init; } = 0.05;

    /// <summary>Norm to which gradients are clipped.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Memory of the running mean of the weights.</summary>
    public double AverageMemory { get; init; } = 0.999;

    /// <summary>Weight of the partial results in the loss (process supervision), relative to the answers.</summary>
    public double PartialWeight { get; init; } = 0.5;

    /// <summary>Weight of the experts' routing entropy in the loss, for a core with experts (specification 7).</summary>
    public double ExpertEntropyWeight { get; init; } = 0.01;

    /// <summary>By how much the bias of an expert rises at each step in which it is chosen less often than the others, or falls.</summary>
    public double ExpertBalanceRate { get; init; } = 1e-3;

    /// <summary>Share of steps that start from the zero state, as the service does; the others start from a random one, which keeps the
    /// recurrence independent of its path.</summary>
    public double ZeroStateShare { get; init; } = 0.6;

    /// <summary>Steps between two evaluations.</summary>
    public int EvaluateEvery { get; init; } = 400;

    /// <summary>Questions per task and level in such an evaluation.</summary>
    public int EvaluatePerLevel { get; init; } = 24;

    private const double DeclinedShare = 0.08;

    // In the order in which they come into focus: first what has to look things up.
    private static readonly IReadOnlyList<Curriculum.Stage> Everything =
    [
        new(TaskSet.Chains, 0.12),
        new(TaskSet.Holders, 0.08),
        new(TaskSet.Moves, 0.07),
        new(TaskSet.Cups, 0.06),
        new(TaskSet.Carries, 0.05),
        new(TaskSet.Turns, 0.04),
        new(TaskSet.Headings, 0.06),
        new(TaskSet.OutsideIn, 0.04),
        new(TaskSet.Reverse, 0.05),
        new(TaskSet.Forwarding, 0.05),
        new(TaskSet.Ordering, 0.04),
        new(TaskSet.Operations, 0.07),
        new(TaskSet.Stories, 0.06),
        new(TaskSet.Calendars, 0.05),
        new(TaskSet.Sums, 0.05, StartLevel: 3),
        new(TaskSet.Differences, 0.05, StartLevel: 3),
        new(TaskSet.Comparisons, 0.03, StartLevel: 2),
        new(TaskSet.Products, 0.03, StartLevel: 2),
        new(TaskSet.Conversions, 0.02),
        new(TaskSet.Clocks, 0.04, StartLevel: 3),
        new(TaskSet.Walks, 0.05),
        new(TaskSet.SmallTalk, 0.04),
        new(TaskSet.Refusals, 0.04),
        new(TaskSet.Facts, 0.20),
    ];

    // What is learned so far, and no more of it; everything else is declined. Those that are furthest from it come into focus first.
    private static readonly IReadOnlyList<Curriculum.Stage> Learned = Offering(
    [
        new(TaskSet.Carries, 0.14),
        new(TaskSet.Cups, 0.09),
        new(new UpTo(TaskSet.Operations, 3), 0.08),
        new(new UpTo(TaskSet.Calendars, 2), 0.06),
        new(new UpTo(TaskSet.Stories, 2), 0.05),
        new(TaskSet.OutsideIn, 0.14),
        new(TaskSet.Turns, 0.05),
        new(TaskSet.Holders, 0.08),
        new(TaskSet.Chains, 0.12),
        new(TaskSet.Reverse, 0.07),
        new(TaskSet.Forwarding, 0.08),
        new(TaskSet.Ordering, 0.1),
        new(TaskSet.Moves, 0.1),
        new(TaskSet.Clocks, 0.05, StartLevel: 3),
        new(TaskSet.Comparisons, 0.05, StartLevel: 2),
        new(TaskSet.Differences, 0.05, StartLevel: 3),
        new(TaskSet.Products, 0.05, StartLevel: 2),
        new(TaskSet.Sums, 0.05, StartLevel: 3),
        new(TaskSet.Conversions, 0.025),
        new(TaskSet.SmallTalk, 0.05),
        new(TaskSet.Refusals, 0.06),
        new(new Declined([(TaskSet.Operations, 4), (TaskSet.Calendars, 3), (TaskSet.Stories, 3), (TaskSet.Headings, 1), (TaskSet.Walks, 1)]), 0.14),
        new(TaskSet.Facts, 0.13),
    ]);

    private static readonly TrainingConfig Default = new()
    {
        Name = "default",
        Tokens = 90_000_000,
        Stages = Everything,
        BatchTokens = 768,
        MicroBatches = 4,
        Workers = 2,
        Compute = ScalarType.BFloat16,
        Rate = 1e-3,
        WarmUpSteps = 200,
        DecayFrom = 0.1,
        DeepFrom = 0.88,
        LateMostDepth = 48,
        EvaluateEvery = 4000,
        EvaluatePerLevel = 10,
        Model = new ModelConfig
        {
            HiddenSize = 192,
            Heads = 6,
            IntermediateSize = 512,
            VocabularySize = 2,
            ContextLength = 256,
            PreludeLayers = 1,
            CoreLayers = 1,
            CodaLayers = 1,
            CanonTapsEmbedding = 6,
            CanonTapsCore = 4,
            CodaAttention = false,
            MeanRecurrence = 10,
            MeanBackpropDepth = 4,
        },
    };

    /// <summary>The same with some of the tasks. All others are declined, and small talk offers none of them.</summary>
    public TrainingConfig Only(IReadOnlyCollection<string> tasks)
    {
        Curriculum.Stage[] left = [.. Stages.Where(stage => tasks.Contains(stage.Task.Name))];
        (ITask, int)[] beyond = [.. Stages.Except(left).Where(stage => stage.Task.Domain is not ("talk" or "refusal")).Select(stage => (stage.Task, 1))];
        return left.Length == 0 || beyond.Length == 0 || left.All(stage => stage.Task is not RefusalTask)
            ? this with { Stages = Offering(left) }
            : this with { Stages = Offering([.. left, new(new Declined(beyond), DeclinedShare)]) };
    }

    /// <summary>Small talk that offers what is among these.</summary>
    private static IReadOnlyList<Curriculum.Stage> Offering(IReadOnlyList<Curriculum.Stage> stages) =>
        [.. stages.Select(stage => stage.Task is SmallTalkTask ? stage with { Task = new SmallTalkTask([.. stages.Select(other => other.Task)]) } : stage)];

    /// <summary>The known configurations.</summary>
    public static IReadOnlyList<TrainingConfig> All { get; } =
    [
        Default,

        // As wide as the default's core where a token passes: 256 + 4 * 64 = 512.
        Default with
        {
            Name = "experts",
            Model = Default.Model with { CoreExperts = 16, CoreExpertsActive = 4, CoreExpertSize = 64, CoreSharedExpertSize = 256 },
        },

        // There is no plateau left to overcome, so that all of it is kept up rather than one of it pushed.
        Default with { Name = "learned", Tokens = 20_000_000, Rate = 5e-4, Stages = Learned, FocusShare = 0.15 },
        new()
        {
            // Small enough for a test: seconds, and every part of the program runs.
            Name = "tiny",
            Tokens = 20_000,
            Stages = [new(TaskSet.Chains, 0.5), new(TaskSet.Sums, 0.5, StartLevel: 3)],
            MicroBatches = 2,
            Workers = 2,
            BatchTokens = 512,
            StepsPerPool = 4,
            WarmUpSteps = 5,
            EvaluateEvery = 20,
            Model = new ModelConfig
            {
                HiddenSize = 16, Heads = 2, IntermediateSize = 32, VocabularySize = 2, ContextLength = 256, PreludeLayers = 1, CoreLayers = 1,
                CodaLayers = 1, CanonTapsEmbedding = 6, CanonTapsCore = 4, CodaAttention = false, MeanRecurrence = 4, MeanBackpropDepth = 2,
            },
        },
    ];
}
