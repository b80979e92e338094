using DualPath.Model;
using DualPath.Model.Recurrence;

namespace DualPath.Engine.Verification;

/// <summary>What <see cref="Contracts.Generation.GenerationSettings.Exit"/> may say.</summary>
public static class ExitRule
{
    /// <summary>The criteria there are, for people.</summary>
    public static IReadOnlyList<string> Criteria => ExitCriterion.Names;

    /// <summary>Whether a rule, <c>name@threshold</c>, is known.</summary>
    public static bool IsKnown(string rule) => ExitCriterion.Parse(rule) is not null;

    /// <summary>Why a known rule cannot end rulings of a network; null if it can. The verb phrase that follows the rule's name.</summary>
    /// <remarks>
    /// All criteria on logits compare those of one depth with those of depths before it. What a coda that attends makes of a row depends on the rows before it at the same depth, and of
    /// those only the depth at which they were decided is kept: an answer would depend on which tokens were tried together.
    /// </remarks>
    public static string? ProblemWith(string rule, ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.CodaAttends && Create(rule).ReadsLogits
            ? "compares the logits of several depths, which a coda that attends does not have: use a rule on latent states, as latent-diff, or none"
            : null;
    }

    /// <summary>A fresh criterion of a known rule.</summary>
    internal static ExitCriterion Create(string rule) => ExitCriterion.Parse(rule) ?? throw new ArgumentException($"'{rule}' is no exit criterion.", nameof(rule));
}
