using System.Globalization;
using System.Text.Json;
using DualPath.Benchmarks.Measuring;
using DualPath.Torch.Native;
using TorchSharp;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>
/// Time of one recurrent step, one pass of rows through the core block: the managed model beside eager TorchSharp and Python's torch on
/// the same weights, rows and context, beside itself when every row gets a pass of its own, and beside what the machine needs for the
/// bytes and the multiply-adds alone. One thread each.
/// </summary>
internal static class CoreStepBenchmark
{
    // A short conversation. More steps would only lengthen the preparation: every one of them needs the context at its own depth.
    private const int Positions = 64;
    private const int Steps = 4;
    // Rows times width: preparing the context of the largest case takes as long as measuring all others in the short form.
    private const int LargestQuickCase = 32 * 256;
    private const string Unit = "us/step";
    private static readonly int[] Widths = [128, 256, 512, 1024];

    // Both round after every operation, in different orders, over a few steps of states of unit size.
    private const double SameNumbers = 2e-4;

    // Products of inputs rounded to eight bits.
    private const double RoundedNumbers = 0.1;

    /// <summary>Weights in bytes are half a 254th of their row's largest one off, at most.</summary>
    private const double BytesForWeights = 0.3;

    public static void Run(BenchmarkOptions options, JsonLines lines)
    {
        TorchRuntime.EnsureLoadable();
        torch.set_num_threads(1);
        lines.Write(new
        {
            name = "core-step",
            positions = Positions,
            steps = Steps,
            torchSharp = typeof(torch).Assembly.GetName().Version?.ToString(3),
            libtorch = torch.__version__,
            torchThreads = torch.get_num_threads(),
        });
        using var python = StartPython(lines);
        var shipped = BenchmarkWeights.Shipped();
        using (var rehearsed = new CoreStepModels(shipped))
        {
            Run(rehearsed, new CoreStepShape(8, Positions, Steps), Effort.Rehearsal, python: null, new JsonLines(TextWriter.Null));
        }

        foreach (var weights in Widths.Select(width => BenchmarkWeights.Random(shipped.Config, width)))
        {
            using var models = new CoreStepModels(weights);
            foreach (int rows in new[] { 1, 4, 8, 32 })
            {
                if (options.Quick && rows * weights.Config.HiddenSize > LargestQuickCase)
                {
                    continue;
                }

                // One width shows that Python works; at others it would mostly prepare its context.
                bool withPython = !options.Quick || weights.Config.HiddenSize == 128;
                Run(models, new CoreStepShape(rows, Positions, Steps), options.Effort, withPython ? python : null, lines);
            }
        }
    }

    /// <summary>Says which torch Python has, or that it has none: the other contestants do without it.</summary>
    private static PythonTorch? StartPython(JsonLines lines)
    {
        const string Name = "core-step/python-torch-eager";
        if (PythonTorch.TryStart(out var python, out string? problem))
        {
            lines.Write(new
            {
                name = Name,
                python = Said("python"),
                torch = Said("torch"),
                blas = Said("blas"),
                torchThreads = Said("threads"),
            });

            JsonElement Said(string property) => python.Description.GetProperty(property);
        }
        else
        {
            lines.Write(new { name = Name, skipped = problem });
        }

        return python;
    }

    private static void Run(CoreStepModels models, CoreStepShape shape, Effort effort, PythonTorch? python, JsonLines lines)
    {
        using var fp32 = new ManagedCoreStep(models.Fp32, shape);
        using var bf16 = new ManagedCoreStep(models.Bf16, shape);
        using var int8 = new ManagedCoreStep(models.Int8, shape);
        using var torchFp32 = new TorchCoreStep(models.Torch, shape, torch.ScalarType.Float32);
        using var torchBf16 = new TorchCoreStep(models.Torch, shape, torch.ScalarType.BFloat16, context: torchFp32);
        var entries = new List<Entry>
        {
            Managed("managed-fp32", fp32, oneByOne: false),
            Managed("managed-bf16", bf16, oneByOne: false),
            Managed("managed-int8", int8, oneByOne: false) with { Tolerance = BytesForWeights },
            new(new Contestant("torch-eager-fp32", shape.Steps, static () => { }, torchFp32.Run), torchFp32.States(), SameNumbers),
            new(new Contestant("torch-eager-bf16", shape.Steps, static () => { }, torchBf16.Run), torchBf16.States(), RoundedNumbers),
        };
        var pairs = new List<(string Name, string Baseline)>
        {
            ("managed-fp32", "torch-eager-fp32"),
            ("managed-bf16", "torch-eager-fp32"),
            ("managed-bf16", "torch-eager-bf16"),
            ("managed-int8", "torch-eager-fp32"),
            ("managed-int8", "managed-bf16"),
        };
        if (shape.Rows > 1)
        {
            entries.Add(Managed("managed-fp32-row-by-row", fp32, oneByOne: true));
            entries.Add(Managed("managed-bf16-row-by-row", bf16, oneByOne: true));
            pairs.Add(("managed-fp32", "managed-fp32-row-by-row"));
            pairs.Add(("managed-bf16", "managed-bf16-row-by-row"));
        }

        if (python is not null)
        {
            var step = new PythonCoreStep(python, models.Torch, shape, torchFp32.Injected);
            entries.Add(new(step.Contestant("fp32"), step.States("fp32"), SameNumbers));
            entries.Add(new(step.Contestant("bf16"), step.States("bf16"), RoundedNumbers));
            pairs.Add(("managed-fp32", "python-torch-eager-fp32"));
            pairs.Add(("managed-bf16", "python-torch-eager-fp32"));
            pairs.Add(("managed-bf16", "python-torch-eager-bf16"));
            pairs.Add(("managed-int8", "python-torch-eager-fp32"));
        }

        string where = string.Create(CultureInfo.InvariantCulture, $"core-step/width-{models.Torch.Config.HiddenSize}/rows-{shape.Rows}");
        float[] reference = TorchCoreStep.Reference(models.Torch, shape);
        CheckSameWork(where, reference, entries);
        var limits = new CoreStepLimits(models.Torch.Config, shape);
        var measured = InterleavedMeter.Measure([.. entries.Select(entry => entry.Contestant), .. limits.Contestants], effort);
        foreach (var (name, baseline) in pairs)
        {
            double difference = LargestDifference(StatesOf(name), StatesOf(baseline));
            lines.Write(Comparison.Of($"{where}/{name}", Unit, MeasurementOf(name), MeasurementOf(baseline), difference));
        }

        foreach (var format in CoreStepLimits.Formats)
        {
            string name = $"managed-{CoreStepLimits.Name(format)}";
            var (limit, by) = CoreStepLimits.Of(format, measured);
            lines.Write(Comparison.Of($"{where}/{name}", Unit, MeasurementOf(name), limit, LargestDifference(StatesOf(name), reference), by));
        }

        Entry Managed(string name, ManagedCoreStep step, bool oneByOne) => new(
            new Contestant(name, shape.Steps, step.Rewind, oneByOne ? step.OneByOne : step.Together), step.States(oneByOne), SameNumbers);

        float[] StatesOf(string name) => entries.Single(entry => entry.Contestant.Name == name).States;

        Measurement MeasurementOf(string name) => measured.Single(measurement => measurement.Contestant == name);
    }

    /// <summary>A ratio means something only if both sides computed the same: every contestant must agree with DualPath.Torch.</summary>
    private static void CheckSameWork(string where, float[] reference, IEnumerable<Entry> entries)
    {
        foreach (var (contestant, states, tolerance) in entries)
        {
            // Written so that a NaN fails too.
            double difference = LargestDifference(states, reference);
            if (!(difference <= tolerance))
            {
                throw new BenchmarkFailedException(
                    $"{where}/{contestant.Name} differs from DualPath.Torch by {difference:E1}, more than {tolerance:E1}: not the same work, so nothing was measured.");
            }
        }
    }

    private static double LargestDifference(float[] a, float[] b) =>
        a.Length == b.Length ? a.Zip(b, (x, y) => (double)MathF.Abs(x - y)).Aggregate(0.0, Math.Max) : double.NaN;

    /// <summary>A contestant, the states it computed before timing, and how far they may lie from the reference.</summary>
    private sealed record Entry(IContestant Contestant, float[] States, double Tolerance);
}
