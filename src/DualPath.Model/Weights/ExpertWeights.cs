namespace DualPath.Model.Weights;

/// <summary>The routed experts of one core block.</summary>
/// <param name="Router">Scores before the sigmoid [E, h], always fp32: a rounded score could choose another expert.</param>
/// <param name="Bias">Added to the scores when experts are chosen [E].</param>
/// <param name="In">Per expert: gate, then value [2 * inner, h].</param>
/// <param name="Out">Per expert [h, inner].</param>
internal sealed record ExpertWeights(PackedMatrix Router, FloatVector Bias, PackedMatrix[] In, PackedMatrix[] Out);
