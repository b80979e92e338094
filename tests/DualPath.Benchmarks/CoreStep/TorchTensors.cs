using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>The tensors that live as long as a contestant, out of reach of the scopes that clear away temporaries.</summary>
internal sealed class TorchTensors : IDisposable
{
    private readonly List<Tensor> _tensors = [];

    public Tensor Keep(Tensor value)
    {
        _tensors.Add(value.detach().DetachFromDisposeScope());
        return _tensors[^1];
    }

    /// <summary>Keeps a weight matrix [out, in], contiguous and in the element type of the products.</summary>
    public Tensor Matrix(Tensor weight, ScalarType compute) => Keep(weight.detach().to(compute).contiguous().clone());

    /// <summary>x Wᵀ; with bf16 weights the input is rounded for the product, as DualPath.Torch does it.</summary>
    public static Tensor Linear(Tensor x, Tensor weight) =>
        weight.dtype == ScalarType.Float32
            ? nn.functional.linear(x, weight)
            : nn.functional.linear(x.to(weight.dtype), weight).to(ScalarType.Float32);

    public void Dispose() => _tensors.ForEach(value => value.Dispose());
}
