using DualPath.Training.Evaluation;

namespace DualPath.Training.Tests.Evaluation;

/// <summary>What the product rests on, measured on the shipped checkpoint: shallow is right on the easy questions, deep on the hard ones too.</summary>
public sealed class ShippedModelTests
{
    private static readonly Lazy<EvaluationReport> Report = new(() => Measure([2, 16], oneIn: 1));

    [Theory]
    [InlineData("chain", 1, 1, 0.9, 1.0)]
    [InlineData("talk", 1, 1, 0.9, 1.0)]
    [InlineData("refusal", 1, 1, 0.9, 1.0)]
    [InlineData("chain", 4, 8, 0.0, 0.4)]
    public void Shallow_TwoSteps_IsRightOnEasyQuestionsAndNotOnDeepOnes(string task, int from, int to, double low, double high) =>
        Assert.InRange(Mean(task, from, to, 0), low, high);

    [Theory]
    [InlineData("chain", 1, 8)]
    [InlineData("talk", 1, 1)]
    [InlineData("refusal", 1, 1)]
    public void Deep_SixteenSteps_IsRight(string task, int from, int to) => Assert.InRange(Mean(task, from, to, 1), 0.9, 1);

    [Theory]
    [InlineData("sum", 1, 0.9)]
    [InlineData("sum", 2, 0.8)]
    [InlineData("sum", 3, 0.7)]
    public void Sums_AnyDepth_AreRight(string task, int level, double least)
    {
        Assert.InRange(Mean(task, level, level, 0), least, 1);
        Assert.InRange(Mean(task, level, level, 1), least, 1);
    }

    [Fact]
    public void Deep_SixtyFourSteps_DoesNoHarm()
    {
        // Every fifth question: this many steps take their time.
        var chains = Measure([16, 64], oneIn: 5).Domains.Single(row => row.Name == "relations");
        Assert.InRange(chains.ExactMatch[1], chains.ExactMatch[0] - 0.05, 1);
    }

    [Fact]
    public void Confidence_OfDrafts_TellsWhichSurvive() => Assert.InRange(Report.Value.DraftByLeast.Auc, 0.9, 1);

    private static EvaluationReport Measure(int[] steps, int oneIn) => ModelEvaluation.Run(
        Path.Combine(AppContext.BaseDirectory, "model"),
        [.. EvaluationQuestion.Read(Path.Combine(AppContext.BaseDirectory, "fixtures", "evaluation.jsonl")).Where((_, i) => i % oneIn == 0)],
        steps,
        CancellationToken.None);

    private static double Mean(string task, int from, int to, int at) =>
        Enumerable.Range(from, to - from + 1).Average(level => Report.Value.Tasks.Single(row => row.Name == $"{task} {level}").ExactMatch[at]);
}
