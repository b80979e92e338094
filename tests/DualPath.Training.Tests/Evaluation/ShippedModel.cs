using System.Collections.Concurrent;
using DualPath.Training.Evaluation;

namespace DualPath.Training.Tests.Evaluation;

/// <summary>A checkpoint of the repository with the fixed questions it is measured on.</summary>
/// <param name="Name">Its folder in <c>models</c>.</param>
/// <param name="File">File of the questions in <c>tests/fixtures</c>.</param>
internal sealed record ShippedModel(string Name, string File)
{
    private static readonly int[] Steps = [1, 2, 4, 8, 16, 32, 64];

    private static readonly ConcurrentDictionary<string, Lazy<EvaluationReport>> Reports = [];

    public static ShippedModel Default { get; } = new("default", "evaluation.jsonl");

    public static ShippedModel First { get; } = new("first", "evaluation-first.jsonl");

    public string Folder => Path.Combine(AppContext.BaseDirectory, "models", Name);

    public string Questions => Path.Combine(AppContext.BaseDirectory, "fixtures", File);

    /// <summary>What the evaluation command finds, measured once.</summary>
    public EvaluationReport Report => Reports.GetOrAdd(Name, _ => new(() => ModelEvaluation.Run(Folder, EvaluationQuestion.Read(Questions), Steps, CancellationToken.None))).Value;

    public static ShippedModel Named(string name) => new[] { Default, First }.Single(model => model.Name == name);

    /// <summary>Mean accuracy of a task's levels.</summary>
    public double Mean(string task, int from, int to, int steps) =>
        Enumerable.Range(from, to - from + 1).Average(level => Report.Tasks.Single(row => row.Name == $"{task} {level}").ExactMatch[At(steps)]);

    /// <summary>Index of a depth in the report.</summary>
    public static int At(int steps) => Array.IndexOf(Steps, steps);
}
