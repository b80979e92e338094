using System.Text.Json;
using DualPath.Model.Recurrence;
using DualPath.Training.Commands;
using DualPath.Training.Evaluation;

namespace DualPath.Training.Tests.Evaluation;

/// <summary>On the shipped checkpoint: what is told from one pass over an answer against answers decoded under the rule.</summary>
public sealed class ExitCalibrationTests
{
    private const int DraftSteps = 2;
    private const int FullDepth = 16;

    private static readonly string Model = ShippedModel.Default.Folder;
    private static readonly string Questions = ShippedModel.Default.Questions;

    [Theory]
    [InlineData("settled", 5e-4)]
    [InlineData("kl", 0.1)]
    [InlineData("argmax-stability", 1)]
    [InlineData("latent-diff", 0.2)]
    [InlineData("second-order", 0.3)]
    public void Trace_OfAnAnswer_TellsWhatDecodingUnderTheRuleGives(string criterion, double threshold)
    {
        var answerer = new GreedyAnswerer(Model);
        var depths = new HashSet<int>();
        foreach (var question in EvaluationQuestion.Read(Questions).Where((_, i) => i % 31 == 0))
        {
            using var prompted = answerer.Begin(question, FullDepth)!;
            var full = prompted.Answer(FullDepth);
            var outcome = prompted.Trace(full, FullDepth).Under(() => ExitCriterion.Create(criterion, threshold)!, DraftSteps);
            var decoded = prompted.AnswerWithExits(DraftSteps, FullDepth, ExitCriterion.Create(criterion, threshold)!);

            Assert.Equal(outcome.Agrees, full.Tokens.SequenceEqual(decoded.Tokens));
            Assert.InRange(decoded.MeanSteps, DraftSteps, FullDepth);
            if (outcome.Agrees)
            {
                Assert.True(decoded.MeanSteps <= outcome.Depth, $"{decoded.MeanSteps} steps per token, the last token at {outcome.Depth}");
            }

            depths.Add(outcome.Depth);
        }

        Assert.True(depths.Count > 1, "every answer ended at one depth");
    }

    [Fact]
    public void Run_ShippedModel_ChoosesARuleThatAgreesAndCostsLess()
    {
        // Some of every domain: all of them take a minute.
        var output = new StringWriter();
        string some = Path.Combine(Directory.CreateTempSubdirectory("dualpath-").FullName, "questions.jsonl");
        File.WriteAllLines(some, File.ReadLines(Questions).Where((_, i) => i % 10 < 2));
        Assert.Equal(0, CalibrateCommand.Run(Model, some, DraftSteps, FullDepth, 0.98, save: false, json: true, output, TestContext.Current.CancellationToken));
        var chosen = JsonDocument.Parse(output.ToString()).RootElement.GetProperty("chosen");
        Assert.InRange(chosen.GetProperty("fitAgreement").GetDouble(), 0.98, 1);
        Assert.InRange(chosen.GetProperty("agreement").GetDouble(), 0.98, 1);
        Assert.InRange(chosen.GetProperty("meanDepth").GetDouble(), DraftSteps, FullDepth - 1);
        double cost = chosen.GetProperty("fitCost").GetDouble();
        Assert.All(JsonDocument.Parse(output.ToString()).RootElement.GetProperty("best").EnumerateArray(), rule => Assert.True(rule.GetProperty("fitCost").GetDouble() >= cost));
    }

    [Fact]
    public void Run_TwoDomains_CountsTheOneWhereARuleAgreesLess()
    {
        var all = EvaluationQuestion.Read(Questions);
        EvaluationQuestion[] easy = [.. all.Where(question => question.Domain == "talk").Take(12)];
        EvaluationQuestion[] deep = [.. all.Where(question => question is { Domain: "relations", Level: >= 5 }).Take(12)];

        double[] ofEasy = Agreements(easy), ofDeep = Agreements(deep), ofBoth = Agreements([.. easy, .. deep]);

        Assert.Equal(ofEasy.Zip(ofDeep, Math.Min), ofBoth);
        Assert.Contains(ofEasy.Zip(ofDeep), pair => pair.First > pair.Second);

        static double[] Agreements(EvaluationQuestion[] questions) =>
            [.. ExitCalibration.Run(Model, questions, DraftSteps, FullDepth, 0.99, TestContext.Current.CancellationToken).Rules.Select(rule => rule.FitAgreement)];
    }

    [Theory]
    [InlineData(2, 2, 0.99)]
    [InlineData(0, 16, 0.99)]
    [InlineData(2, 16, 0)]
    public void Run_NumbersWithoutSense_AreRefused(int draftSteps, int steps, double agreement) =>
        Assert.Equal(2, CalibrateCommand.Run(Model, Questions, draftSteps, steps, agreement, save: false, json: false, TextWriter.Null, TestContext.Current.CancellationToken));
}
