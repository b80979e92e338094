using DualPath.Contracts.Generation;
using DualPath.Engine.Models;
using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.Recurrence;
using DualPath.Model.Weights;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DualPath.Engine.Tests;

/// <summary>The engine on a small model of random weights, and the naive loop on the same model as its oracle.</summary>
internal sealed class EngineFixture : IDisposable
{
    public const int Vocabulary = 24;

    /// <summary>Tokens a question may be made of: all but the separator and the end.</summary>
    public const int Letters = Vocabulary - 2;

    private readonly MetricCollector<long> _rowSteps;
    private readonly MetricCollector<long> _passes;
    private readonly MetricCollector<long> _promptTokens;

    /// <param name="options">The engine's options.</param>
    /// <param name="contracting">Whether the recurrence forgets its state quickly, so that shallow and deep passes mostly agree.</param>
    /// <param name="time">What time it is.</param>
    /// <param name="codaAttends">Whether reading a row needs the coda of those before it.</param>
    /// <param name="wrap">What the engine is to see instead of the network.</param>
    public EngineFixture(EngineOptions? options = null, bool contracting = false, TimeProvider? time = null, bool codaAttends = false, Func<INetwork, INetwork>? wrap = null)
    {
        Tokenizer = new LetterTokenizer(Vocabulary);
        var config = Config with { CodaAttention = codaAttends };
        Network = RecurrentDepthModel.Create(config, RandomWeights(config, seed: 7, stateScale: contracting ? 0.2f : 1));
        Model = LoadedModel.Create("random", wrap?.Invoke(Network) ?? Network, Tokenizer, []);
        Instruments = new EngineInstruments(Meters);
        _rowSteps = new MetricCollector<long>(Meters, EngineInstruments.MeterName, "dualpath.engine.recurrent_steps");
        _passes = new MetricCollector<long>(Meters, EngineInstruments.MeterName, "dualpath.engine.core_passes");
        _promptTokens = new MetricCollector<long>(Meters, EngineInstruments.MeterName, "dualpath.engine.prompt_tokens");
        Generator = new RecurrentDepthGenerator(
            Model, Options.Create(options ?? new EngineOptions()), Instruments, time ?? TimeProvider.System, NullLogger<RecurrentDepthGenerator>.Instance);
    }

    public static ModelConfig Config { get; } = new()
    {
        HiddenSize = 16,
        Heads = 2,
        IntermediateSize = 24,
        VocabularySize = Vocabulary,
        ContextLength = 64,
        PreludeLayers = 1,
        CoreLayers = 1,
        CodaLayers = 1,
        CanonTapsEmbedding = 3,
        CanonTapsCore = 2,
        CodaAttention = false,
    };

    public LetterTokenizer Tokenizer { get; }

    public RecurrentDepthModel Network { get; }

    public LoadedModel Model { get; }

    public Meters Meters { get; } = new();

    public EngineInstruments Instruments { get; }

    public RecurrentDepthGenerator Generator { get; }

    /// <summary>Recurrent steps the engine has run so far, counted per row.</summary>
    public long RowSteps => _rowSteps.GetMeasurementSnapshot().Sum(measurement => measurement.Value);

    /// <summary>Passes through the core block so far.</summary>
    public long Passes => _passes.GetMeasurementSnapshot().Sum(measurement => measurement.Value);

    /// <summary>Prompt tokens so far, by source.</summary>
    public long PromptTokens(string source) => _promptTokens.GetMeasurementSnapshot().Where(measurement => Equals(measurement.Tags["source"], source)).Sum(measurement => measurement.Value);

    /// <summary>The answer as the naive loop decodes it: for every token, all rows from nothing to full depth.</summary>
    public string NaiveText(GenerationRequest request, int steps) => Naive(request, steps).Text;

    /// <summary>The same, with the probability of its least sure token, the end included.</summary>
    public (string Text, double LeastProbability) Naive(GenerationRequest request, int steps)
    {
        double least = 1;
        var forward = new ForwardPass(Network);
        var tokens = Prompt(request);
        int promptLength = tokens.Count;
        float[] logits = new float[Vocabulary];
        while (tokens.Count - promptLength < request.Settings.MaxAnswerTokens)
        {
            using var sequence = Network.CreateSequence(Config.ContextLength);
            forward.Prelude(sequence, [.. tokens]);
            Row[] rows = [.. Enumerable.Range(0, tokens.Count).Select(position => new Row(sequence, position))];
            for (int step = 0; step < steps; step++)
            {
                forward.CoreStep(rows);
            }

            forward.Logits([rows[^1]], logits);
            int next = Array.IndexOf(logits, logits.Max());
            least = Math.Min(least, 1 / logits.Sum(logit => Math.Exp(logit - logits[next])));
            if (next == Tokenizer.EndToken)
            {
                break;
            }

            tokens.Add(next);
        }

        return (LetterTokenizer.Text(tokens.Skip(promptLength)), least);
    }

    /// <summary>
    /// The answer when each token is decided at the least depth at which its exit criterion fires, no less than the token before it: for every token, all rows from nothing. Also the
    /// greatest depth.
    /// </summary>
    public (string Text, int Depth) NaiveWithExits(GenerationRequest request, string exit)
    {
        var forward = new ForwardPass(Network);
        var tokens = Prompt(request);
        int promptLength = tokens.Count;
        int looksBack = ExitCriterion.Parse(exit)!.LooksBack;
        int depth = Math.Min(request.Settings.DeepSteps, request.Settings.DraftSteps + looksBack);
        float[] logits = new float[Vocabulary];
        while (tokens.Count - promptLength < request.Settings.MaxAnswerTokens)
        {
            using var sequence = Network.CreateSequence(Config.ContextLength);
            forward.Prelude(sequence, [.. tokens]);
            Row[] rows = [.. Enumerable.Range(0, tokens.Count).Select(position => new Row(sequence, position))];
            var criterion = ExitCriterion.Parse(exit)!;
            bool fired = false;
            int step = 0;
            while (step < depth || (!fired && step < request.Settings.DeepSteps))
            {
                forward.CoreStep(rows);
                step++;
                forward.Logits([rows[^1]], logits);
                var observation = new ExitObservation(sequence.LatentState(tokens.Count - 1), Config.HiddenSize, logits);
                if (step == depth - looksBack)
                {
                    criterion.Begin(observation);
                    _ = criterion.ReadsLogits && criterion.ShouldExit(observation);
                }
                else if (step > depth - looksBack)
                {
                    fired = criterion.ShouldExit(observation);
                }
            }

            depth = step;
            int next = Array.IndexOf(logits, logits.Max());
            if (next == Tokenizer.EndToken)
            {
                break;
            }

            tokens.Add(next);
        }

        return (LetterTokenizer.Text(tokens.Skip(promptLength)), depth);
    }

    public void Dispose() => Generator.Dispose();

    private List<int> Prompt(GenerationRequest request) =>
        [.. Tokenizer.Encode([.. request.Prompt.Context.Select(exchange => new ChatExchange(exchange.Question, exchange.Answer))], request.Prompt.Question, int.MaxValue).Tokens];

    private static InMemoryTensors RandomWeights(ModelConfig config, int seed, float stateScale)
    {
        var random = new Random(seed);
        return new InMemoryTensors(TensorCatalog.For(config).ToDictionary(
            spec => spec,
            spec => Enumerable.Range(0, (int)spec.Count)
                .Select(i => spec.Name.Contains("norm") || spec.Name.Contains("ln_f")
                    ? 1 + (0.4f * (random.NextSingle() - 0.5f))
                    : (ReadsState(spec.Name, i) ? stateScale : 1) * 1.4f * (random.NextSingle() - 0.5f))
                .ToArray()));

        // The adapter reads [state h | embedded input h].
        bool ReadsState(string name, int i) => name.Contains("adapter") && i % (2 * config.HiddenSize) < config.HiddenSize;
    }
}
