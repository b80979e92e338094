using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Torch;
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
    private const double OutputGain = 4;
    private const double LastRateShare = 0.05;

    private readonly TrainingConfig _config;
    private readonly int _seed;
    private readonly RecurrentDepthNetwork _network;
    private readonly Curriculum _curriculum;
    private readonly Lazy<IReadOnlyList<Batch>> _evaluationBatches;

    public Trainer(TrainingConfig config, int seed)
    {
        _config = config;
        _seed = seed;
        Vocabulary = TaskVocabulary.Build(TaskSet.All);
        var model = config.Model with { VocabularySize = Vocabulary.Size };
        _network = new RecurrentDepthNetwork(model, new Initialisation { Seed = seed, OutputGain = OutputGain, IdentityAdapter = true }.For(model));
        Optimizer = new AdamW(_network.Parameters, config.Decay, config.AverageMemory);

        // Sums and talk are short, so these shares of the conversations give each task a like share of the tokens. Sums of all lengths
        // start together: met one length at a time, the short ones are learned by heart and the rule is found late.
        _curriculum = new Curriculum(
        [
            new(TaskSet.Chains, 0.25, 0),
            new(TaskSet.Sums, 0.8, 4, StartLevel: 3),
            new(TaskSet.SmallTalk, 0.15, 0),
            new(TaskSet.Refusals, 0.2, 0),
        ]);
        _evaluationBatches = new(() => Batch.Cut(HeldOutSamples.Draw(TaskSet.All, Vocabulary, perLevel: 24, _seed), config.BatchTokens));
    }

    /// <summary>The tokens of the model in training.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The architecture in training.</summary>
    public ModelConfig Model => _network.Config;

    /// <summary>The optimizer and the averaged weights.</summary>
    public AdamW Optimizer { get; }

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
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Train(batch, random, result);
        }

        result.Events = _curriculum.Advance();
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
        Optimizer.Dispose();
        _network.Dispose();
    }

    private List<TokenSample> Generate(Random random)
    {
        var samples = new List<TokenSample>();
        int tokens = 0;
        int[] slots = [.. Enumerable.Range(0, Vocabulary.Slots)];
        while (tokens < _config.BatchTokens * _config.StepsPerPool)
        {
            var conversation = ConversationMixer.Generate(random, _curriculum.Shares, _curriculum.Plain);
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

    private void Train(Batch batch, Random random, PoolResult result)
    {
        // Deeper problems get more recurrent steps; towards the end every problem gets many, so that more steps than needed do no harm.
        double mean = Progress >= _config.DeepFrom ? _config.LateDepth : Math.Min(_config.Model.MeanRecurrence, 1.5 + batch.Hardest);
        int depth = DepthSampler.Draw(random, mean, most: Progress >= _config.DeepFrom ? 32 : (int)(3 * mean));
        int withGradient = Math.Min(depth, _config.Model.MeanBackpropDepth);
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)random.NextInt64(), CPU);
        var initial = random.NextDouble() < _config.ZeroStateShare
            ? zeros(batch.Rows, batch.Columns, _config.Model.HiddenSize)
            : Initialisation.InitialState(batch.Rows, batch.Columns, _config.Model.HiddenSize, generator);

        var pass = _network.Begin();
        var embedded = pass.Embed(batch.Ids());
        var state = pass.Recur(initial, embedded, depth - withGradient, withGradient);
        var chosen = state.reshape(-1, _config.Model.HiddenSize).index_select(0, batch.PredictedRows());
        var logits = pass.Readout(pass.Latent(chosen));
        var losses = nn.functional.cross_entropy(logits, batch.Labels(), reduction: nn.Reduction.None);

        // Per answer, not per token: most tokens of an answer are the same in every answer.
        var answers = losses.narrow(0, 0, batch.AnswerRows).sum() / batch.Answers.Count;
        int partials = batch.Predictions - batch.AnswerRows;
        var loss = partials == 0 ? answers : answers + (losses.narrow(0, batch.AnswerRows, partials).mean() * _config.PartialWeight);
        loss.backward();
        double norm = Optimizer.Step(Rate, _config.Clip);

        TokensDone += batch.Tokens;
        result.Add(batch.Tokens, answers.item<float>(), depth, norm);
        long[] best = logits.argmax(1).data<long>().ToArray();
        foreach ((var span, bool right) in batch.Judge(best))
        {
            result.Count(right);
            if (depth >= 0.7 * mean)
            {
                _curriculum.Record(span.Exchange.Task, span.Exchange.Level, right);
            }
        }
    }
}
