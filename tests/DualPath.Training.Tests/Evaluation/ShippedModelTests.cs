using DualPath.Engine.Models;
using DualPath.Training.Commands;
using DualPath.Training.Evaluation;

namespace DualPath.Training.Tests.Evaluation;

/// <summary>What the product rests on, measured on the shipped checkpoint: shallow is right on the easy questions, deep on the hard ones too.</summary>
public sealed class ShippedModelTests
{
    private static readonly int[] Steps = [1, 2, 4, 8, 16, 32, 64];

    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "model");

    private static readonly Lazy<EvaluationReport> Report = new(() => ModelEvaluation.Run(
        Model, EvaluationQuestion.Read(Path.Combine(AppContext.BaseDirectory, "fixtures", "evaluation.jsonl")), Steps, CancellationToken.None));

    [Fact]
    public void Card_Tables_AreWhatTheFixedQuestionsGive()
    {
        string[] card = File.ReadAllLines(Path.Combine(Model, "README.md"));
        var printed = new StringWriter();
        EvaluateCommand.Print(Report.Value, printed);
        string[] tables = [.. printed.ToString().Split('\n').Where(line => line.StartsWith('|'))];

        // All of the card's tables, and nothing in them that is not measured now.
        Assert.Equal(tables.Where(line => !line.StartsWith("|---", StringComparison.Ordinal)), card.Where(line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal)));
        Assert.Contains("| relations |", string.Join('\n', tables), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chain", 1, 1, 0.9, 1.0)]
    [InlineData("talk", 1, 1, 0.9, 1.0)]
    [InlineData("refusal", 1, 1, 0.9, 1.0)]
    [InlineData("fact", 1, 3, 0.9, 1.0)]
    [InlineData("chain", 4, 8, 0.0, 0.4)]
    [InlineData("reverse", 3, 5, 0.0, 0.4)]
    [InlineData("moves", 4, 4, 0.0, 0.4)]
    public void Shallow_TwoSteps_IsRightOnEasyQuestionsAndNotOnDeepOnes(string task, int from, int to, double low, double high) =>
        Assert.InRange(Mean(task, from, to, steps: 2), low, high);

    [Theory]
    [InlineData("chain", 1, 8)]
    [InlineData("talk", 1, 1)]
    [InlineData("refusal", 1, 1)]
    [InlineData("declined", 1, 1)]
    [InlineData("fact", 1, 3)]
    [InlineData("reverse", 1, 5)]
    public void Deep_SixteenSteps_IsRight(string task, int from, int to) => Assert.InRange(Mean(task, from, to, steps: 16), 0.9, 1);

    [Theory]
    [InlineData("sum", 1, 0.9)]
    [InlineData("sum", 2, 0.8)]
    [InlineData("sum", 3, 0.7)]
    public void Sums_AnyDepth_AreRight(string task, int level, double least)
    {
        Assert.InRange(Mean(task, level, level, steps: 2), least, 1);
        Assert.InRange(Mean(task, level, level, steps: 16), least, 1);
    }

    [Fact]
    public void Exit_IsTheRuleTheFolderWasCalibratedTo() => Assert.Equal(ModelCalibration.Load(Model).Exit, Report.Value.ExitRule);

    [Fact]
    public void Answered_IsEveryQuestionWithWhatWasSaid()
    {
        var relations = Report.Value.Answered.Where(answered => answered.Asked.Domain == "relations").ToArray();
        var row = Report.Value.Domains.Single(domain => domain.Name == "relations");

        Assert.Equal(row.Questions, relations.Length);
        Assert.Equal(row.ExactMatch[At(16)], relations.Average(answered => answered.IsRight ? 1.0 : 0.0), 9);
        Assert.Equal(row.ExactMatch[At(2)], relations.Average(answered => EvaluationQuestion.Comparable(answered.Draft) == EvaluationQuestion.Comparable(answered.Asked.Answer) ? 1.0 : 0.0), 9);
    }

    [Fact]
    public void Deep_SixtyFourSteps_DoesNoHarm() => Assert.All(
        Report.Value.Domains, domain => Assert.InRange(domain.ExactMatch[At(64)], domain.ExactMatch[At(16)] - 0.005, 1));

    [Fact]
    public void Confidence_OfDrafts_TellsWhichSurvive() => Assert.InRange(Report.Value.DraftByLeast.Auc, 0.9, 1);

    private static double Mean(string task, int from, int to, int steps) =>
        Enumerable.Range(from, to - from + 1).Average(level => Report.Value.Tasks.Single(row => row.Name == $"{task} {level}").ExactMatch[At(steps)]);

    private static int At(int steps) => Array.IndexOf(Steps, steps);
}
