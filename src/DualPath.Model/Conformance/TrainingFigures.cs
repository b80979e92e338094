namespace DualPath.Model.Conformance;

/// <summary>Results of one training step's forward and backward pass.</summary>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Gradients">Gradient per parameter name, row-major; null from an engine that cannot differentiate.</param>
public sealed record TrainingFigures(double Loss, IReadOnlyDictionary<string, float[]>? Gradients);
