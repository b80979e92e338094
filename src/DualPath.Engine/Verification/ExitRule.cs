using DualPath.Model.Recurrence;

namespace DualPath.Engine.Verification;

/// <summary>What <see cref="Contracts.Generation.GenerationSettings.Exit"/> may say.</summary>
public static class ExitRule
{
    /// <summary>The criteria there are, for people.</summary>
    public static IReadOnlyList<string> Criteria => ExitCriterion.Names;

    /// <summary>Whether a rule, <c>name@threshold</c>, is known.</summary>
    public static bool IsKnown(string rule) => ExitCriterion.Parse(rule) is not null;

    /// <summary>A fresh criterion of a known rule.</summary>
    internal static ExitCriterion Create(string rule) => ExitCriterion.Parse(rule) ?? throw new ArgumentException($"'{rule}' is no exit criterion.", nameof(rule));
}
