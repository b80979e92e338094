using System.Diagnostics;
using System.Text.Json;
using DualPath.Benchmarks.Measuring;
using DualPath.Model;
using DualPath.Model.Weights;

namespace DualPath.Benchmarks.LlamaCpp;

/// <summary>
/// A token of a recurrent model, whose core of two blocks is run 32 times, beside a token of a dense model of equal width with 2 x 32 blocks under llama.cpp: the same depth and arithmetic, but 32 times
/// the weights to read. Wall-clock time, one thread each, rounds in turn. Random weights: what the tokens are changes no cost.
/// </summary>
internal static class LlamaCppBenchmark
{
    private const int Prompt = 32;
    private const int Answer = 32;
    private const int CoreLayers = 2;
    private const int Steps = 32;

    // Llama.cpp's bytes and control tokens need a vocabulary of some size.
    private const int Vocabulary = 1024;

    public static void Run(BenchmarkOptions options, JsonLines lines)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "llama.cpp");
        if (Install(folder) is { } problem)
        {
            lines.Write(new { name = "llama.cpp/decode", skipped = problem });
            return;
        }

        foreach (int width in options.Quick ? [256] : new[] { 128, 256, 512, 1024 })
        {
            foreach (var format in options.Quick ? [WeightFormat.Fp32] : new[] { WeightFormat.Fp32, WeightFormat.Bf16 })
            {
                Run(width, format, options.Quick ? 3 : 15, folder, lines);
            }
        }
    }

    private static void Run(int width, WeightFormat format, int rounds, string folder, JsonLines lines)
    {
        var config = BenchmarkWeights.Shipped().Config with { CoreLayers = CoreLayers, VocabularySize = Vocabulary, CanonTapsCore = 0, CanonTapsEmbedding = 0 };
        var weights = BenchmarkWeights.Random(config, width);
        string file = Path.Combine(folder, $"dense-{width}-{format}.gguf");
        GgufWriter.Write(file, weights.Config, CoreLayers * Steps, format);
        try
        {
            using var answering = new Answering(weights.Managed(format), Prompt, Answer + 1);
            Recurrent(answering);
            double[] recurrent = new double[rounds];
            double[] dense = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                dense[round] = Dense(folder, file);
                recurrent[round] = Recurrent(answering);
            }

            var ratios = Spread.Of([.. dense.Zip(recurrent, (other, value) => other / value)]);
            lines.Write(new
            {
                name = $"llama.cpp/width-{width}/{format}/depth-{CoreLayers}x{Steps}",
                value = Spread.Of(recurrent).Median,
                unit = "us/token",
                baseline = "llama.cpp, dense, equal width and depth",
                baselineValue = Spread.Of(dense).Median,
                ratio = ratios.Median,
                ratioSpread = ratios,
                spread = Spread.Of(recurrent),
                baselineSpread = Spread.Of(dense),
                repetitions = rounds,
                weightBytes = CoreBytes(weights.Config, format),
                baselineWeightBytes = new FileInfo(file).Length,
            });
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Microseconds per token, the prompt's time left out.</summary>
    private static double Recurrent(Answering answering)
    {
        answering.Lay(1, withAnswer: false, Steps);
        long started = Stopwatch.GetTimestamp();
        answering.Decode(Steps);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Answer;
    }

    private static double Dense(string folder, string file)
    {
        string output = Execute(folder, "node", "decode.mjs", file, $"{Prompt}", $"{Answer}", "3");
        return JsonDocument.Parse(output).RootElement.GetProperty("milliseconds").EnumerateArray().Select(value => value.GetDouble() * 1000).Min();
    }

    private static long CoreBytes(ModelConfig config, WeightFormat format) =>
        TensorCatalog.For(config).Sum(spec => spec.Count) * (format == WeightFormat.Bf16 ? 2 : 4);

    /// <summary>Gets llama.cpp as the package for Node.js. Returns what kept it from that.</summary>
    private static string? Install(string folder)
    {
        try
        {
            Execute(folder, "npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional");
            return null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or BenchmarkFailedException)
        {
            return $"llama.cpp could not be installed by npm: {e.Message}";
        }
    }

    private static string Execute(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new BenchmarkFailedException($"{program} {arguments[0]} ended with {process.ExitCode}: {errors.Result.Trim()}");
    }
}
