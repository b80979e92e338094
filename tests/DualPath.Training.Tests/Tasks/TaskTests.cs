using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed class TaskTests
{
    [Fact]
    public void Generate_SameSeed_GivesTheSameConversation()
    {
        foreach (var task in TaskSet.All)
        {
            string First() => string.Join('|', task.Generate(new Random(11), task.MaxLevel).Select(exchange => exchange.QuestionText + exchange.Answer));
            Assert.Equal(First(), First());
        }
    }

    [Fact]
    public void Conversations_ForEvaluation_AreNeverTrainedOn() =>
        Assert.All(
            DualPath.Training.Evaluation.HeldOutSamples.Conversations(TaskSet.All, perLevel: 10, seed: 1).Select(conversation => conversation[^1]),
            exchange => Assert.False(HeldOut.MayTrain(exchange), $"{exchange.Task}: {exchange.QuestionText}"));

    [Fact]
    public void Build_Vocabulary_HoldsEveryWordOfEveryTask()
    {
        var vocabulary = TaskVocabulary.Build(TaskSet.All);
        foreach (var task in TaskSet.All)
        {
            for (int seed = 0; seed < 300; seed++)
            {
                foreach (var exchange in task.Generate(new Random(seed), task.MaxLevel))
                {
                    // Words of an answer that are not there would be learned as bytes; only the names in it may be unknown.
                    var unknown = DualPath.Engine.Tokenization.Vocabulary.WordsOf(exchange.Answer).Where(word => !vocabulary.Contains(word));
                    Assert.All(unknown, word => Assert.Contains(word, exchange.Answer["It is ".Length..], StringComparison.Ordinal));
                }
            }
        }
    }
}
