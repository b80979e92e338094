using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>The models that are compared, all with the same weights.</summary>
internal sealed class CoreStepModels(BenchmarkWeights weights) : IDisposable
{
    public RecurrentDepthModel Fp32 { get; } = weights.Managed(WeightFormat.Fp32);

    public RecurrentDepthModel Bf16 { get; } = weights.Managed(WeightFormat.Bf16);

    public RecurrentDepthModel Int8 { get; } = weights.Managed(WeightFormat.Int8);

    public RecurrentDepthNetwork Torch { get; } = weights.Torch();

    public void Dispose() => Torch.Dispose();
}
