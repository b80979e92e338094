namespace DualPath.Model.Weights;

/// <summary>One tensor as the header of a safetensors file lists it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Offset">First byte inside the file.</param>
/// <param name="Bytes">Length in the file.</param>
public sealed record TensorEntry(string Name, TensorType Type, IReadOnlyList<long> Shape, long Count, long Offset, long Bytes);
