namespace DualPath.Model.Weights;

/// <summary>Tensors as arrays: for tests, and for handing weights from the training model to the managed one.</summary>
/// <param name="tensors">Shape and row-major values by name; the arrays are read while a model is built, and not kept by it.</param>
public sealed class InMemoryTensors(IReadOnlyDictionary<TensorSpec, float[]> tensors) : ITensorSource
{
    private readonly Dictionary<string, float[]> _values = tensors.ToDictionary(t => t.Key.Name, t => t.Value);

    public string Name => "tensors in memory";

    public IReadOnlyCollection<TensorSpec> Tensors { get; } = [.. tensors.Keys];

    public string FileOf(string name) => Name;

    public bool IsBFloat16(string name) => false;

    public void Read(string name, long first, Span<float> values) =>
        _values[name].AsSpan(checked((int)first), values.Length).CopyTo(values);
}
