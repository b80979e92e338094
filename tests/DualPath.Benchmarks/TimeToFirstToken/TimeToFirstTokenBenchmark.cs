using System.Diagnostics.Metrics;
using DualPath.Benchmarks.Measuring;
using DualPath.Contracts.Generation;
using DualPath.Engine;
using DualPath.Engine.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DualPath.Benchmarks.TimeToFirstToken;

/// <summary>
/// From a question to the first token of its draft, by the wall clock: with nothing else to do, and with the deep queue full. The two take turns. A draft waits for
/// the pass that is running when it comes, and for nothing else that is deep.
/// </summary>
internal static class TimeToFirstTokenBenchmark
{
    private const int Rulers = 48;
    private const string Question =
        "Ann's boss is Bob. Bob's boss is Leo. Leo's boss is Mia. Mia's boss is Tom. Tom's boss is Eva. Who is Ann's boss's boss's boss's boss's boss?";

    public static void Run(BenchmarkOptions options, JsonLines lines) => RunAsync(options, lines).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchmarkOptions options, JsonLines lines)
    {
        using var meters = new Meters();
        using var generator = new RecurrentDepthGenerator(
            LoadedModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "default")), Options.Create(new EngineOptions()), new EngineInstruments(meters), TimeProvider.System,
            NullLogger<RecurrentDepthGenerator>.Instance);
        (int rounds, int drafts) = options.Quick ? (2, 50) : (10, 100);
        await DraftsAsync(generator, 50);
        var idle = new List<double>();
        var loaded = new List<double>();
        for (int round = 0; round < rounds; round++)
        {
            idle.AddRange(await DraftsAsync(generator, drafts));
            using var leaving = new CancellationTokenSource();
            Task[] rulers = [.. Enumerable.Range(0, Rulers).Select(i => RuleAsync(generator, i, leaving.Token))];
            loaded.AddRange(await DraftsAsync(generator, drafts));
            await leaving.CancelAsync();
            await Task.WhenAll(rulers);
        }

        foreach (double share in new[] { 0.5, 0.99 })
        {
            (double value, double baseline) = (Quantile(loaded, share), Quantile(idle, share));
            lines.Write(new
            {
                name = $"ttft/deep-queue-full/p{share * 100:0}",
                value,
                unit = "ms",
                baseline = "idle",
                baselineValue = baseline,
                ratio = Math.Round(baseline / value, 3),
                drafts = loaded.Count,
                rulings = Rulers,
                spread = Spread.Of(loaded),
                baselineSpread = Spread.Of(idle),
            });
        }
    }

    private static async Task<List<double>> DraftsAsync(RecurrentDepthGenerator generator, int count)
    {
        var times = new List<double>();
        for (int i = 0; i < count; i++)
        {
            var request = Request($"draft-{i}", "drafts");
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

    /// <summary>Rules on a wrong draft, over and over.</summary>
    private static async Task RuleAsync(RecurrentDepthGenerator generator, int ruler, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var request = Request($"ruling-{ruler}", $"ruler {ruler}");
        var draft = new Draft { Text = "It is Bob.", Source = DraftSource.Shallow, RecurrentSteps = 2, PromptTokens = 1, Tokens = 5 };
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var _ in generator.RuleAsync(request, draft, cancellationToken))
                {
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static GenerationRequest Request(string run, string scope) =>
        new() { RunId = run, Scope = scope, Prompt = new Prompt([], Question), Settings = new GenerationSettings(DraftSteps: 2, DeepSteps: 16, MaxAnswerTokens: 32) };

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
