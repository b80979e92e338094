using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Training.Evaluation;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Evaluation;

public sealed class EvaluationQuestionTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData("""[{"question": "Hi", "answer": "Hello."}, {"question": "So?", "answer": "Yes."}]""")]
    [InlineData("""[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}, {"role": "user", "content": "So?"}, {"role": "bot", "content": "Yes."}]""")]
    [InlineData("""["Hi", "Hello.", "So?", "Yes."]""")]
    public void Read_ConversationInAnyForm_GivesTheSameExchanges(string conversation)
    {
        File.WriteAllText(_file, $$"""{"question": "Q", "answer": "A", "conversation": {{conversation.ReplaceLineEndings(" ")}}}""");

        var question = Assert.Single(EvaluationQuestion.Read(_file));

        Assert.Equal([new ChatExchange("Hi", "Hello."), new ChatExchange("So?", "Yes.")], question.Conversation!);
        Assert.Null(question.Domain);
    }

    [Theory]
    [InlineData("""{"question": "Q"}""")]
    [InlineData("""{"question": "Q", "answer": null}""")]
    [InlineData("""{"question": "Q", "answer": "A", "conversation": ["alone"]}""")]
    [InlineData("""{"question": "Q", "answer": "A", "conversation": [{"role": "assistant", "content": "first"}]}""")]
    [InlineData("""{"question": "Q", "answer": "A", "conversation": {}}""")]
    [InlineData("no JSON")]
    public void Read_BrokenLine_NamesFileAndLine(string line)
    {
        File.WriteAllText(_file, """{"question": "Q", "answer": "A"}""" + "\n\n" + line + "\n");

        string message = Assert.Throws<ModelFormatException>(() => EvaluationQuestion.Read(_file)).Message;

        Assert.Contains(_file, message, StringComparison.Ordinal);
        Assert.Contains("line 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_DrawnQuestions_AreReadBack()
    {
        var drawn = EvaluationQuestion.Draw(TaskSet.All, perDomain: 30, seed: 3);
        EvaluationQuestion.Write(_file, drawn);
        var read = EvaluationQuestion.Read(_file);

        Assert.Equal(drawn.Select(question => (question.Question, question.Answer, question.Domain, question.Level)), read.Select(question => (question.Question, question.Answer, question.Domain, question.Level)));
        Assert.All(drawn.GroupBy(question => question.Domain), domain => Assert.Equal(30, domain.Count()));
        Assert.Equal(drawn.Count, drawn.Select(question => question.Question + string.Concat(question.Conversation ?? [])).Distinct().Count());
    }

    [Theory]
    [InlineData("It is Eva.", "it is  eva", true)]
    [InlineData("Yes!", "yes.", true)]
    [InlineData("It is Eva.", "It is Mia.", false)]
    public void Comparable_CaseSpacesAndFinalPunctuation_DoNotCount(string one, string other, bool same) =>
        Assert.Equal(same, EvaluationQuestion.Comparable(one) == EvaluationQuestion.Comparable(other));

    [Fact]
    public void Calibration_PerfectAndUselessConfidence_GiveOneAndAHalf()
    {
        Assert.Equal(1, DraftCalibration.Of([(0.9, true), (0.8, true), (0.3, false)]).Auc);
        Assert.Equal(0.5, DraftCalibration.Of([(0.5, true), (0.5, false)]).Auc);
        Assert.Equal(0.25, DraftCalibration.Of([(0.75, true), (0.75, true)]).ExpectedCalibrationError, 6);
    }

    public void Dispose() => File.Delete(_file);
}
