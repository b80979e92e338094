using System.Collections.Concurrent;
using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch;
using DualPath.Torch.Gradients;
using DualPath.Training.Evaluation;
using DualPath.Training.Tasks;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>
/// Trains one network. All chance is drawn from the seed and the number of the pool of steps, so a run that is stopped and resumed ends
/// with the very weights of a run that was not.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private const int PoolParts = 4;
    private const double OutputGain = 4;
    private const double LastRateShare = 0.05;

    private readonly TrainingConfig _config;
    private readonly int _seed;
    private readonly RecurrentDepthNetwork _network;
    private readonly Curriculum _curriculum;
    private readonly Lazy<IReadOnlyList<Batch>> _evaluationBatches;
    private readonly ConcurrentBag<GradientPass> _passes = [];

    public Trainer(TrainingConfig config, int seed)
    {
        // Sums on several threads would depend on their number.
        set_num_threads(1);
        _config = config;
        _seed = seed;
        Vocabulary = TaskVocabulary.Build(Tasks);
        var model = config.Model with { VocabularySize = Vocabulary.Size };
        _network = new RecurrentDepthNetwork(model, new Initialisation { Seed = seed, OutputGain = OutputGain, IdentityAdapter = true, MatchingAttention = true }.For(model));
        Optimizer = new Optimizer(_network.Parameters, config.Decay, config.AverageMemory, config.Workers);

        _curriculum = new Curriculum(config.Stages, config.FocusShare);
        _evaluationBatches = new(() => Batch.Cut(HeldOutSamples.Encoded(Tasks, Vocabulary, config.EvaluatePerLevel, _seed), config.BatchTokens));
    }

    /// <summary>The tokens of the model in training.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The architecture in training.</summary>
    public ModelConfig Model => _network.Config;

    /// <summary>The optimizer and the averaged weights.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The weights in training.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _network.Parameters;

    /// <summary>The curriculum, whose state belongs into a checkpoint.</summary>
    public Curriculum Curriculum => _curriculum;

    /// <summary>Tokens trained on so far.</summary>
    public long TokensDone { get; set; }

    /// <summary>Pools done so far.</summary>
    public int PoolsDone { get; set; }

    /// <summary>Whether the tokens are used up.</summary>
    public bool IsDone => TokensDone >= _config.Tokens;

    private IEnumerable<ITask> Tasks => _config.Stages.Select(stage => stage.Task);

    private ParallelOptions Parallelism => new() { MaxDegreeOfParallelism = _config.Workers };

    private double Progress => (double)TokensDone / _config.Tokens;

    private double Rate
    {
        get
        {
            double warm = Math.Min(1, (Optimizer.Steps + 1.0) / _config.WarmUpSteps);
            double left = Math.Clamp((1 - Progress) / (1 - _config.DecayFrom), 0, 1);
            return _config.Rate * warm * (LastRateShare + ((1 - LastRateShare) * left));
        }
    }

    /// <summary>Trains one pool of steps.</summary>
    public PoolResult TrainPool(CancellationToken cancellationToken = default)
    {
        var random = new Random(unchecked((_seed * 1_000_003) + PoolsDone));
        var batches = Batch.Cut(Generate(random), _config.BatchTokens).ToArray();
        random.Shuffle(batches);
        var result = new PoolResult { Events = [] };
        foreach (var step in batches.Chunk(_config.MicroBatches))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Train(step, random, result);
        }

        result.Events = _curriculum.Advance(TokensDone);
        PoolsDone++;
        return result;
    }

    /// <summary>Accuracy of the averaged weights on problems that are never trained, by recurrent steps.</summary>
    public DepthAccuracy Evaluate(IReadOnlyList<int> steps)
    {
        using var averaged = new RecurrentDepthNetwork(_network.Config, spec => Optimizer.Average[spec.Name].clone());
        return TeacherForcedEvaluation.Run(averaged, _evaluationBatches.Value, steps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pass in _passes)
        {
            pass.Dispose();
        }

        Optimizer.Dispose();
        _network.Dispose();
    }

    /// <summary>The conversations of one pool, in parts that are drawn side by side, each from chance of its own.</summary>
    private TokenSample[] Generate(Random random)
    {
        var shares = _curriculum.Shares;
        int tokens = _config.BatchTokens * _config.MicroBatches * _config.StepsPerPool / PoolParts;
        Random[] chances = [.. Enumerable.Range(0, PoolParts).Select(_ => new Random(random.Next()))];
        var parts = new List<TokenSample>[PoolParts];
        Parallel.For(0, PoolParts, Parallelism, i => parts[i] = Generate(chances[i], shares, tokens));
        TokenSample[] samples = [.. parts.SelectMany(part => part)];
        foreach (var sample in samples)
        {
            if (sample.Answers.Select(answer => answer.Exchange.Task).Where(task => shares.Any(share => share.Task.Name == task)).Distinct().ToArray() is [var task])
            {
                _curriculum.RecordLength(task, sample.Tokens.Count);
            }
        }

        return samples;
    }

    private List<TokenSample> Generate(Random random, IReadOnlyList<Curriculum.TaskShare> shares, int most)
    {
        var samples = new List<TokenSample>();
        int tokens = 0;
        int[] slots = [.. Enumerable.Range(0, Vocabulary.Slots)];
        while (tokens < most)
        {
            var conversation = ConversationMixer.Generate(random, shares);
            random.Shuffle(slots);
            if (conversation.Count == 0 || !conversation.All(HeldOut.MayTrain))
            {
                continue;
            }

            var sample = TokenSample.Encode(Vocabulary, conversation, [.. slots]);
            if (sample.Tokens.Count <= _config.LongestSample)
            {
                samples.Add(sample);
                tokens += sample.Tokens.Count;
            }
        }

        return samples;
    }

    private void Train(Batch[] batches, Random random, PoolResult result)
    {
        // Whatever is drawn is drawn here, in order; which worker takes which micro-batch changes nothing.
        var drawn = batches.Select(batch => (Batch: batch, Depth: DrawDepth(batch, random), Chance: new Random(random.Next()))).ToArray();
        var parts = new MicroBatchGradients[drawn.Length];

        // The longest first, so that no worker waits for it at the end.
        var order = Partitioner.Create(Enumerable.Range(0, drawn.Length).OrderByDescending(i => Cost(drawn[i].Batch, drawn[i].Depth)), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(order, Parallelism, i =>
        {
            var pass = _passes.TryTake(out var idle) ? idle : NewPass();
            parts[i] = MicroBatchGradients.Compute(_network, pass, _config, drawn[i].Batch, drawn[i].Depth, drawn[i].Chance);
            if (pass is not null)
            {
                _passes.Add(pass);
            }
        });

        double norm;
        using (NewDisposeScope())
        {
            norm = Optimizer.Step([.. Enumerable.Range(0, _network.Parameters.Count).Select(p => Mean([.. parts.Select(part => part.Gradients[p])]))], Rate, _config.Clip);
        }

        Balance(parts);
        foreach (var part in parts)
        {
            TokensDone += part.Batch.Tokens;
            result.Add(part.Batch.Tokens, part.Loss, part.Depth);
            foreach ((var span, bool right) in part.Batch.Judge(part.Best))
            {
                result.Count(right);
                if (part.Depth >= 0.7 * MeanDepth(part.Batch))
                {
                    _curriculum.Record(span.Exchange.Task, span.Exchange.Level, span.Exchange.IsPlain, right);
                }
            }

            part.Dispose();
        }

        result.EndStep(norm);
    }

    private void Balance(MicroBatchGradients[] parts)
    {
        using var off = no_grad();
        for (int layer = 0; Model.CoreExperts > 0 && layer < Model.CoreLayers; layer++)
        {
            (float[] Load, int Rows)[] loads = [.. parts.SelectMany(part => part.ExpertLoads.Where((_, i) => i % Model.CoreLayers == layer).Select(load => (load, part.Batch.Tokens)))];
            using var change = tensor(ExpertBalance.Change(loads, Model.CoreExpertsActive, _config.ExpertBalanceRate));
            _network.Parameters[$"{TensorCatalog.Block("core_block", layer)}.{TensorCatalog.RouterBias}"].Increase(change);
        }
    }

    /// <summary>Roughly: the parts outside the loop and a step without gradient cost one, a step with gradient three.</summary>
    private double Cost(Batch batch, int depth) => batch.Tokens * (3.0 + depth + (2 * Math.Min(depth, Model.MeanBackpropDepth)));

    private GradientPass? NewPass() => _config.Compute == ScalarType.BFloat16 && GradientPass.Supports(Model)
        ? new GradientPass(Model, Math.Max(_config.BatchTokens, _config.LongestSample), _config.LongestSample)
        : null;

    private static Tensor Mean(Tensor[] gradients)
    {
        var sum = gradients[0].clone();
        foreach (var gradient in gradients.Skip(1))
        {
            sum.Increase(gradient);
        }

        return sum.Scale(1.0 / gradients.Length);
    }

    /// <summary>Deeper problems get more recurrent steps; towards the end every problem gets many, so that more steps than needed do no harm.</summary>
    private double MeanDepth(Batch batch) =>
        Progress >= _config.DeepFrom ? _config.LateDepth : Math.Min(_config.Model.MeanRecurrence, 1.5 + batch.Hardest);

    private int DrawDepth(Batch batch, Random random)
    {
        double mean = MeanDepth(batch);
        return DepthSampler.Draw(random, mean, most: Progress >= _config.DeepFrom ? _config.LateMostDepth : (int)(3 * mean));
    }
}
