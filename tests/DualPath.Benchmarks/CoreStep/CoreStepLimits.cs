using System.Runtime.CompilerServices;
using DualPath.Benchmarks.Measuring;
using DualPath.Model;
using DualPath.Model.Weights;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>
/// What the machine needs for a step at least: for reading its bytes, and for its multiply-adds. Contestants like the others, because
/// clock speed and caches are shared with whatever else runs. The limit of a step is the larger of the two.
/// </summary>
internal sealed class CoreStepLimits
{
    private const string Arithmetic = "arithmetic";

    // Takes what the loops return.
    private float _result;

    public CoreStepLimits(ModelConfig config, CoreStepShape shape)
    {
        long multiplyAdds = StepCost.Of(config, shape, WeightFormat.Fp32).MultiplyAdds;
        Contestants =
        [
            .. Formats.Select(format => Reading(format, StepCost.Of(config, shape, format), shape.Steps)),
            new Contestant(Arithmetic, shape.Steps, static () => { }, () =>
            {
                for (int step = 0; step < shape.Steps; step++)
                {
                    _result += LimitLoops.Widest.MultiplyAdd(multiplyAdds);
                }
            }),
        ];
    }

    /// <summary>The formats that have a limit.</summary>
    public static IReadOnlyList<WeightFormat> Formats { get; } = [WeightFormat.Fp32, WeightFormat.Bf16, WeightFormat.Int8];

    /// <summary>A reader per weight format, and the arithmetic they share: the kernels widen all formats to fp32.</summary>
    public IReadOnlyList<IContestant> Contestants { get; }

    /// <summary>The limit of a format.</summary>
    /// <returns>Its measurement, named as a baseline, and which of the two it is.</returns>
    public static (Measurement Limit, string By) Of(WeightFormat format, IReadOnlyList<Measurement> measured)
    {
        string name = Name(format);
        var memory = measured.Single(measurement => measurement.Contestant == Memory(name));
        var arithmetic = measured.Single(measurement => measurement.Contestant == Arithmetic);
        bool byMemory = Spread.Of(memory.Microseconds).Median > Spread.Of(arithmetic.Microseconds).Median;
        return ((byMemory ? memory : arithmetic) with { Contestant = $"limit-{name}" }, byMemory ? "memory" : Arithmetic);
    }

    /// <summary>How names of contestants end.</summary>
    public static string Name(WeightFormat format) => format switch { WeightFormat.Bf16 => "bf16", WeightFormat.Int8 => "int8", _ => "fp32" };

    private static string Memory(string format) => $"memory-{format}";

    /// <summary>Reads the weights and one step's context, in turn as the steps of a run do: from the caches that hold them there.</summary>
    private unsafe Contestant Reading(WeightFormat format, StepCost cost, int steps)
    {
        // Floats, in whole cache lines.
        long weights = cost.WeightBytes / 64 * 16;
        long context = cost.ContextBytes / 64 * 16;

        // Allocated as the model's weights are, and written: pages never written are all one and the same in memory.
        float[] storage = GC.AllocateUninitializedArray<float>(checked((int)(weights + (steps * context) + 16)), pinned: true);
        Array.Fill(storage, 1f / 64);
        return new Contestant(Memory(Name(format)), steps, static () => { }, Run);

        void Run()
        {
            float* first = (float*)(((nint)Unsafe.AsPointer(ref storage[0]) + 63) & ~(nint)63);
            for (int step = 0; step < steps; step++)
            {
                _result += LimitLoops.Widest.Read(first, weights) + LimitLoops.Widest.Read(first + weights + (step * context), context);
            }
        }
    }
}
