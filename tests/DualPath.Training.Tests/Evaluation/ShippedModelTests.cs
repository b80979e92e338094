using DualPath.Training.Evaluation;

namespace DualPath.Training.Tests.Evaluation;

/// <summary>What the product rests on, measured on the shipped checkpoint: shallow is right on the easy questions, deep on the hard ones too.</summary>
public sealed class ShippedModelTests
{
    private static readonly Lazy<IReadOnlyList<AccuracyRow>> Rows = new(() => Measure([2, 16], oneIn: 1));

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
        var chains = Measure([16, 64], oneIn: 5).Where(row => row.Task == "chain").ToArray();
        Assert.InRange(chains.Average(row => row.Right[1]), chains.Average(row => row.Right[0]) - 0.05, 1);
    }

    private static IReadOnlyList<AccuracyRow> Measure(int[] steps, int oneIn) =>
        new ModelEvaluation(Path.Combine(AppContext.BaseDirectory, "model")).Run(
            [.. EvaluationQuestion.Read(Path.Combine(AppContext.BaseDirectory, "fixtures", "evaluation.jsonl")).Where((_, i) => i % oneIn == 0)],
            steps,
            CancellationToken.None);

    private static double Mean(string task, int from, int to, int at) =>
        Rows.Value.Where(row => row.Task == task && row.Level >= from && row.Level <= to).Average(row => row.Right[at]);
}
