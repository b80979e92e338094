namespace DualPath.Model.Conformance;

/// <summary>Results of one forward pass over a batch of token rows.</summary>
/// <param name="Prelude">Embedded inputs e [B, T, h].</param>
/// <param name="Latent">Latent states after the final norm [B, T, h].</param>
/// <param name="Logits">Logits [B, T, V].</param>
public sealed record ForwardFigures(float[] Prelude, float[] Latent, float[] Logits);
