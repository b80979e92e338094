using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch;
using DualPath.Torch.Native;
using static TorchSharp.torch;

namespace DualPath.Benchmarks;

/// <summary>
/// The weights all contestants share. Every value is rounded to bf16 first: the fp32 and the bf16 contestants then hold the same
/// numbers, and differ only in how they keep them.
/// </summary>
internal sealed class BenchmarkWeights
{
    private readonly Dictionary<TensorSpec, float[]> _tensors;

    private BenchmarkWeights(ModelConfig config, Func<TensorSpec, float[]> values)
    {
        Config = config;
        _tensors = TensorCatalog.For(config).ToDictionary(spec => spec, spec => Rounded(values(spec)));
    }

    public ModelConfig Config { get; }

    /// <summary>The shipped checkpoint, which the build copies beside the program.</summary>
    public static BenchmarkWeights Shipped()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "models", "default");
        using var file = SafetensorsFile.Open(Path.Combine(folder, ModelFiles.Weights));
        return new BenchmarkWeights(ModelConfig.Load(Path.Combine(folder, ModelFiles.Config)), spec => file.ReadFloats(spec.Name));
    }

    /// <summary>The shipped architecture at another width, untrained: heads of the same size, the same shape of MLP.</summary>
    public static BenchmarkWeights Random(ModelConfig shipped, int width)
    {
        var config = shipped with
        {
            HiddenSize = width,
            Heads = width / shipped.HeadSize,
            IntermediateSize = shipped.IntermediateSize * width / shipped.HiddenSize / 16 * 16,
        };
        TorchRuntime.EnsureLoadable();
        var initial = new Initialisation { Seed = 1 }.For(config);
        return new BenchmarkWeights(config, spec =>
        {
            using var scope = NewDisposeScope();
            return initial(spec).data<float>().ToArray();
        });
    }

    public RecurrentDepthModel Managed(WeightFormat format) => RecurrentDepthModel.Create(Config, new InMemoryTensors(_tensors), format);

    public RecurrentDepthNetwork Torch() =>
        new(Config, spec => tensor(_tensors.Single(pair => pair.Key.Name == spec.Name).Value).reshape([.. spec.Shape.Select(size => (long)size)]));

    private static float[] Rounded(float[] values) => [.. values.Select(value => BFloat16.ToSingle(BFloat16.FromSingle(value)))];
}
