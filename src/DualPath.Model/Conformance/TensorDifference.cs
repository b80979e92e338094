namespace DualPath.Model.Conformance;

/// <summary>How far one recorded tensor and its recomputation are apart.</summary>
/// <param name="File">The golden file.</param>
/// <param name="Tensor">The tensor's name in it.</param>
/// <param name="Largest">Largest absolute difference; infinite if a value is not finite.</param>
/// <param name="Mean">Mean absolute difference.</param>
public sealed record TensorDifference(string File, string Tensor, double Largest, double Mean);
