using DualPath.Model;
using DualPath.Model.Weights;
using static TorchSharp.torch;

namespace DualPath.Torch.Gradients;

/// <summary>The weights as one pass reads them (matrices rounded to bf16, vectors and taps in fp32) and the gradients it makes.</summary>
internal sealed unsafe class WeightSet : IDisposable
{
    private readonly SortedDictionary<string, Slab> _halves = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Slab> _floats = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Slab> _gradients = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<TensorSpec> _specs;

    public WeightSet(ModelConfig config)
    {
        _specs = [.. TensorCatalog.For(config).OrderBy(spec => spec.Name, StringComparer.Ordinal)];
        foreach (var spec in _specs)
        {
            (long rows, long columns) = Shape(spec);
            bool taps = IsTaps(spec.Name);
            (rows, columns) = taps ? (columns, rows) : (rows, columns);
            if (rows > 1 && !taps && spec.Name != TensorCatalog.Embedding)
            {
                _halves.Add(spec.Name, new Slab(rows, columns, ScalarType.BFloat16));
            }
            else
            {
                // The embedding is looked up and, at the few rows that are predicted from, multiplied in full precision.
                _floats.Add(spec.Name, new Slab(rows, columns, ScalarType.Float32));
            }

            _gradients.Add(spec.Name, new Slab(rows, columns, ScalarType.Float32));
        }
    }

    public bool Has(string name) => _gradients.ContainsKey(name);

    public Slab Half(string name) => _halves[name];

    public Slab Float(string name) => _floats[name];

    public Slab Gradient(string name) => _gradients[name];

    /// <summary>Takes the current weights and clears the gradients.</summary>
    public void Read(IReadOnlyDictionary<string, Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (name, value) in parameters)
        {
            var matrix = value.reshape(value.dim() == 2 ? value.shape : [1, value.numel()]);
            (_halves.TryGetValue(name, out var half) ? half : _floats[name]).Tensor.copy_(IsTaps(name) ? matrix.transpose(0, 1) : matrix);
            _gradients[name].Tensor.zero_();
        }
    }

    /// <summary>dw += dyᵀ·x over all rows, in one product.</summary>
    public void AddProduct(string name, Tensor dy, Tensor x, long firstColumn = 0)
    {
        using var scope = NewDisposeScope();
        _gradients[name].Tensor.narrow(1, firstColumn, x.shape[1]).Increase(dy.transpose(0, 1).mm(x));
    }

    /// <summary>The gradients in the order of the names and the shapes of the checkpoint; the caller's.</summary>
    public IReadOnlyList<Tensor> TakeGradients() =>
        [.. _specs.Select(spec => (IsTaps(spec.Name) ? _gradients[spec.Name].Tensor.transpose(0, 1) : _gradients[spec.Name].Tensor)
            .reshape([.. spec.Shape.Select(size => (long)size)]).clone())];

    public void Dispose()
    {
        foreach (var slab in _halves.Values.Concat(_floats.Values).Concat(_gradients.Values))
        {
            slab.Dispose();
        }
    }

    private static bool IsTaps(string name) => name == TensorCatalog.Canon || name.EndsWith("canon.weight", StringComparison.Ordinal);

    private static (long Rows, long Columns) Shape(TensorSpec spec) => spec.Shape.Count == 2
        ? (spec.Shape[0], spec.Shape[1])
        : (1, spec.Shape.Aggregate(1L, (product, size) => product * size));
}
