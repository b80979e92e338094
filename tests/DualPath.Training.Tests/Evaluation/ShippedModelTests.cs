using DualPath.Engine.Models;
using DualPath.Training.Commands;
using DualPath.Training.Evaluation;

namespace DualPath.Training.Tests.Evaluation;

/// <summary>What the product rests on, measured on the shipped checkpoints: shallow is right on the easy questions, deep on the hard ones too.</summary>
public sealed class ShippedModelTests
{
    public static TheoryData<string> Models => ["default", "first"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Card_Tables_AreWhatTheFixedQuestionsGive(string name)
    {
        var model = ShippedModel.Named(name);
        string[] card = File.ReadAllLines(Path.Combine(model.Folder, "README.md"));
        var printed = new StringWriter();
        EvaluateCommand.Print(model.Report, printed);
        string[] tables = [.. printed.ToString().Split('\n').Where(line => line.StartsWith('|'))];

        // All of the card's tables, and nothing in them that is not measured now.
        Assert.Equal(tables.Where(line => !line.StartsWith("|---", StringComparison.Ordinal)), card.Where(line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal)));
        Assert.Contains("| relations |", string.Join('\n', tables), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default", "chain", 1, 1, 0.9, 1.0)]
    [InlineData("first", "chain", 1, 1, 0.9, 1.0)]
    [InlineData("default", "talk", 1, 1, 0.9, 1.0)]
    [InlineData("first", "talk", 1, 1, 0.9, 1.0)]
    [InlineData("default", "refusal", 1, 1, 0.9, 1.0)]
    [InlineData("first", "refusal", 1, 1, 0.9, 1.0)]
    [InlineData("default", "fact", 1, 3, 0.9, 1.0)]
    [InlineData("default", "chain", 4, 8, 0.0, 0.4)]
    [InlineData("first", "chain", 4, 8, 0.0, 0.4)]
    [InlineData("default", "reverse", 3, 5, 0.0, 0.4)]
    [InlineData("default", "moves", 4, 4, 0.0, 0.4)]
    public void Shallow_TwoSteps_IsRightOnEasyQuestionsAndNotOnDeepOnes(string name, string task, int from, int to, double low, double high) =>
        Assert.InRange(ShippedModel.Named(name).Mean(task, from, to, steps: 2), low, high);

    [Theory]
    [InlineData("default", "chain", 1, 8)]
    [InlineData("first", "chain", 1, 8)]
    [InlineData("default", "talk", 1, 1)]
    [InlineData("first", "talk", 1, 1)]
    [InlineData("default", "refusal", 1, 1)]
    [InlineData("first", "refusal", 1, 1)]
    [InlineData("default", "declined", 1, 1)]
    [InlineData("first", "declined", 1, 1)]
    [InlineData("default", "fact", 1, 3)]
    [InlineData("default", "reverse", 1, 5)]
    [InlineData("default", "outside-in", 1, 2)]
    [InlineData("default", "ordering", 1, 4)]
    [InlineData("default", "moves", 1, 4)]
    public void Deep_SixteenSteps_IsRight(string name, string task, int from, int to) => Assert.InRange(ShippedModel.Named(name).Mean(task, from, to, steps: 16), 0.9, 1);

    [Theory]
    [InlineData("default", 1, 0.9)]
    [InlineData("default", 2, 0.8)]
    [InlineData("default", 3, 0.7)]
    [InlineData("first", 1, 0.9)]
    [InlineData("first", 2, 0.8)]
    [InlineData("first", 3, 0.7)]
    public void Sums_AnyDepth_AreRight(string name, int level, double least)
    {
        Assert.InRange(ShippedModel.Named(name).Mean("sum", level, level, steps: 2), least, 1);
        Assert.InRange(ShippedModel.Named(name).Mean("sum", level, level, steps: 16), least, 1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Exit_IsTheRuleTheFolderWasCalibratedTo(string name)
    {
        var model = ShippedModel.Named(name);
        Assert.Equal(ModelCalibration.Load(model.Folder).Exit, model.Report.ExitRule);
    }

    [Fact]
    public void Answered_IsEveryQuestionWithWhatWasSaid()
    {
        var report = ShippedModel.First.Report;
        var relations = report.Answered.Where(answered => answered.Asked.Domain == "relations").ToArray();
        var row = report.Domains.Single(domain => domain.Name == "relations");

        Assert.Equal(row.Questions, relations.Length);
        Assert.Equal(row.ExactMatch[ShippedModel.At(16)], relations.Average(answered => answered.IsRight ? 1.0 : 0.0), 9);
        Assert.Equal(row.ExactMatch[ShippedModel.At(2)], relations.Average(answered => EvaluationQuestion.Comparable(answered.Draft) == EvaluationQuestion.Comparable(answered.Asked.Answer) ? 1.0 : 0.0), 9);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Deep_SixtyFourSteps_DoesNoHarm(string name) => Assert.All(
        ShippedModel.Named(name).Report.Domains, domain => Assert.InRange(domain.ExactMatch[ShippedModel.At(64)], domain.ExactMatch[ShippedModel.At(16)] - 0.005, 1));

    [Theory]
    [MemberData(nameof(Models))]
    public void Confidence_OfDrafts_TellsWhichSurvive(string name) => Assert.InRange(ShippedModel.Named(name).Report.DraftByLeast.Auc, 0.9, 1);
}
