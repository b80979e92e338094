namespace DualPath.Model.Weights;

/// <summary>Name and shape of one tensor of a checkpoint.</summary>
/// <param name="Name">The name inside the safetensors file.</param>
/// <param name="Shape">Sizes, outermost first.</param>
public sealed record TensorSpec(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>Number of values.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
