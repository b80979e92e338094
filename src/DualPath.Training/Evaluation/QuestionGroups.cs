namespace DualPath.Training.Evaluation;

/// <summary>Which questions depth should pay for: the easy ones, right at once, and the deep ones, whose steps build on each other.</summary>
internal static class QuestionGroups
{
    /// <summary>The group of a question; null for those in between and those that state no task and level.</summary>
    public static string? Of(EvaluationQuestion question) => question switch
    {
        { Domain: "talk" } => "easy: talk",
        { Domain: "facts", Level: 1 } => "easy: facts",
        { Task: "sum" or "difference" } => "easy: sums and differences",
        { Domain: "relations", Level: 1 } => "easy: one hop",
        { Domain: "relations", Level: >= 4 } => "deep: 4 hops and more",
        { Domain: "tracking", Level: >= 4 } => "deep: 4 state steps and more",
        { Task: "operations" or "story", Level: >= 3 } => "deep: 3 operations and more",
        _ => null,
    };
}
