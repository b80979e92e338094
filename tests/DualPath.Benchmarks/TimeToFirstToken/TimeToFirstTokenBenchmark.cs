using System.Diagnostics;
using System.Diagnostics.Metrics;
using DualPath.Benchmarks.Measuring;
using DualPath.Contracts.Generation;
using DualPath.Engine;
using DualPath.Engine.Models;
using DualPath.Model;
using DualPath.Training.Evaluation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DualPath.Benchmarks.TimeToFirstToken;

/// <summary>
/// From a question to the first token of its draft, by the wall clock: with nothing else to do, and with the deep queue full. The two take turns. A draft waits for
/// the pass that is running when it comes, for the prelude of a ruling that is let in, and shares its own passes with a few rows of rulings. Every draft and every ruling is of another
/// caller and another question, so none finds anything computed before.
/// </summary>
internal static class TimeToFirstTokenBenchmark
{
    private static readonly EngineOptions Engine = new();

    // All the jobs there can be, less one for each that is about to come back.
    private static readonly int Rulers = Engine.MaxQueuedRulings;

    private static int _runs;

    public static void Run(BenchmarkOptions options, JsonLines lines)
    {
        RunAsync(options, Engine, "deep-queue-full", lines).GetAwaiter().GetResult();
        RunAsync(options, new EngineOptions { RulingRowsBesideDrafts = 0 }, "deep-queue-full/no-rulings-beside-drafts", lines).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(BenchmarkOptions options, EngineOptions engine, string name, JsonLines lines)
    {
        string model = Path.Combine(AppContext.BaseDirectory, "models", "default");
        var questions = EvaluationQuestion.Read(Path.Combine(AppContext.BaseDirectory, "fixtures", "evaluation.jsonl"));
        using var meters = new Meters();
        using var generator = new RecurrentDepthGenerator(
            LoadedModel.Load(model), Options.Create(engine), new EngineInstruments(meters), TimeProvider.System, NullLogger<RecurrentDepthGenerator>.Instance);
        (int rounds, int drafts) = options.Quick ? (2, 50) : (10, 100);
        await DraftsAsync(generator, questions, 50);
        var idle = new List<double>();
        var loaded = new List<double>();
        for (int round = 0; round < rounds; round++)
        {
            idle.AddRange(await DraftsAsync(generator, questions, drafts));
            using var leaving = new CancellationTokenSource();
            Task[] rulers = [.. Enumerable.Range(0, Rulers).Select(_ => RuleAsync(generator, questions, leaving.Token))];
            loaded.AddRange(await DraftsAsync(generator, questions, drafts));
            await leaving.CancelAsync();
            await Task.WhenAll(rulers);
        }

        double pass = FullPass(model, rounds * drafts);
        foreach (double share in new[] { 0.5, 0.99 })
        {
            (double value, double baseline) = (Quantile(loaded, share), Quantile(idle, share));
            lines.Write(new
            {
                name = $"ttft/{name}/p{share * 100:0}",
                value,
                unit = "ms",
                baseline = "idle",
                baselineValue = baseline,
                ratio = Math.Round(baseline / value, 3),
                fullPass = Math.Round(pass, 3),
                expectedAtMost = Math.Round((1.3 * baseline) + pass, 3),
                drafts = loaded.Count,
                rulings = Rulers,
                spread = Spread.Of(loaded),
                baselineSpread = Spread.Of(idle),
            });
        }
    }

    /// <summary>Median milliseconds of one recurrent step of as many rows as a pass may have.</summary>
    private static double FullPass(string model, int repetitions)
    {
        using var answering = new Answering(RecurrentDepthModel.Load(model), Engine.MaxRowsPerPass, answerTokens: 1);
        var times = new List<double>();
        for (int i = 0; i < repetitions; i++)
        {
            answering.Lay(1, withAnswer: false, depth: 1);
            long started = Stopwatch.GetTimestamp();
            answering.StepAll(1);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return Quantile(times, 0.5);
    }

    private static async Task<List<double>> DraftsAsync(RecurrentDepthGenerator generator, IReadOnlyList<EvaluationQuestion> questions, int count)
    {
        var times = new List<double>();
        for (int i = 0; i < count; i++)
        {
            var request = Next(questions);
            await foreach (var piece in generator.DraftAsync(request, CancellationToken.None))
            {
                if (piece is DraftFinished { Draft.TimeToFirstTokenMs: { } milliseconds })
                {
                    times.Add(milliseconds);
                }
            }

            generator.Discard(request.RunId);
        }

        return times;
    }

    /// <summary>Rules on one wrong draft after the other.</summary>
    private static async Task RuleAsync(RecurrentDepthGenerator generator, IReadOnlyList<EvaluationQuestion> questions, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var draft = new Draft { Text = "It is Bob.", Source = DraftSource.Shallow, RecurrentSteps = 2, PromptTokens = 1, Tokens = 5 };
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var _ in generator.RuleAsync(Next(questions), draft, cancellationToken))
                {
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static GenerationRequest Next(IReadOnlyList<EvaluationQuestion> questions)
    {
        int run = Interlocked.Increment(ref _runs);
        var question = questions[run % questions.Count];
        return new GenerationRequest
        {
            RunId = $"run-{run}",
            Scope = $"caller {run}",
            Prompt = new Prompt([], question.Question),
            Settings = new GenerationSettings(DraftSteps: 2, DeepSteps: 16, MaxAnswerTokens: 32),
        };
    }

    private static double Quantile(List<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return Math.Round(sorted[(int)Math.Ceiling(share * sorted.Length) - 1], 3);
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options.Name, options.Version, options.Tags, scope: this);

        public void Dispose()
        {
        }
    }
}
