using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;

namespace DualPath.Model.Conformance;

/// <summary>
/// An implementation of the model, as seen by the golden comparison. Arrays are row-major. A method may return null for what the
/// implementation does not do; the report then lists it as skipped.
/// </summary>
public interface IConformanceEngine
{
    /// <summary>The architecture loaded.</summary>
    ModelConfig Config { get; }

    /// <summary>Cosines and sines [positions, d/2, 2].</summary>
    float[]? Rotary(int positions);

    /// <summary>One pass over token rows [batch, length] from given initial states [batch, length, h].</summary>
    ForwardFigures? Forward(int[] tokens, int batch, int length, float[] initialStates, int steps);

    /// <summary>Greedy decoding from zero initial states; returns prompt and new tokens. Warm start hands on the normed state.</summary>
    int[]? Greedy(int[] prompt, int newTokens, int steps, CacheLookup lookup, bool warmStart);

    /// <summary>Greedy decoding with early exits, the prompt's pass included; returns tokens, and steps per forward.</summary>
    (int[] Tokens, int[] Steps)? Adaptive(int[] prompt, int newTokens, int maxSteps, CacheLookup lookup, ExitCriterion criterion);

    /// <summary>Self-speculative greedy decoding with the full lookup; a last block may exceed the new tokens asked for.</summary>
    int[]? Speculative(int[] prompt, int newTokens, int draftSteps, int lookahead, int verifySteps);

    /// <summary>Loss and gradients over token rows with shifted labels (−100 is ignored), the last <paramref name="gradientSteps"/> with gradient.</summary>
    TrainingFigures? Train(int[] tokens, int[] labels, int batch, int length, float[] initialStates, int freeSteps, int gradientSteps);
}
