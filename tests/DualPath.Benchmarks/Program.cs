using DualPath.Benchmarks;
using DualPath.Benchmarks.CoreStep;
using DualPath.Benchmarks.DepthPolicy;
using DualPath.Benchmarks.Gradients;
using DualPath.Benchmarks.LlamaCpp;
using DualPath.Benchmarks.Ruling;
using DualPath.Benchmarks.Throughput;
using DualPath.Benchmarks.TimeToFirstToken;

// The groups, by the name that leads the names of their results. A new group is a folder and a line here.
var groups = new Dictionary<string, Action<BenchmarkOptions, JsonLines>>
{
    ["core-step"] = CoreStepBenchmark.Run,
    ["ruling"] = RulingBenchmark.Run,
    ["throughput"] = ThroughputBenchmark.Run,
    ["ttft"] = TimeToFirstTokenBenchmark.Run,
    ["depth-policy"] = DepthPolicyBenchmark.Run,
    ["llama.cpp"] = LlamaCppBenchmark.Run,
    ["gradients"] = GradientsBenchmark.Run,
};

if (!BenchmarkOptions.TryParse(args, groups.Keys, out var options, out string? problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(BenchmarkOptions.Usage(groups.Keys));
    return 2;
}

try
{
    var lines = new JsonLines(Console.Out);
    lines.Write(Machine.Describe(options, TimeProvider.System));
    foreach (string group in options.Groups)
    {
        groups[group](options, lines);
    }

    return 0;
}
catch (Exception e) when (e is BenchmarkFailedException or NotSupportedException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
