using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed partial class TaskTests
{
    [Fact]
    public void Generate_Chains_AnswerFollowsFromTheFactsAsTold()
    {
        int asked = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            var facts = new Dictionary<(string Who, string Relation), string>();
            foreach (var exchange in new RelationChainTask().Generate(new Random(seed), 1 + (seed % 8)))
            {
                string text = exchange.QuestionText;
                foreach (Match fact in Forward().Matches(text))
                {
                    facts.TryAdd((fact.Groups[1].Value, fact.Groups[2].Value), fact.Groups[3].Value);
                }

                foreach (Match fact in Reversed().Matches(text))
                {
                    facts.TryAdd((fact.Groups[2].Value, fact.Groups[3].Value), fact.Groups[1].Value);
                }

                foreach (Match fact in Of().Matches(text))
                {
                    facts.TryAdd((fact.Groups[2].Value, fact.Groups[1].Value), fact.Groups[3].Value);
                }

                if (exchange.Task == "facts")
                {
                    Assert.Equal("Noted.", exchange.Answer);
                    continue;
                }

                asked++;
                string? at = exchange.Question[0].Text.Split([' ', '\n']).Last();
                foreach (var hop in exchange.Question.Skip(1).Where(part => part.Text.StartsWith("'s ", StringComparison.Ordinal)))
                {
                    at = at is null ? null : facts.GetValueOrDefault((at, hop.Text[3..]));
                    Assert.Equal(at, hop.Partial);
                }

                Assert.Equal(at is null ? RelationChainTask.Untold : $"It is {at}.", exchange.Answer);
            }
        }

        Assert.True(asked > 3000);
    }

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
            DualPath.Training.Evaluation.HeldOutSamples.Conversations([TaskSet.Chains, TaskSet.Sums], perLevel: 10, seed: 1).Select(conversation => conversation[^1]),
            exchange => Assert.True(exchange.HeldOutKey is null || !HeldOut.MayTrain(exchange)));

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

    [GeneratedRegex(@"(\w+)'s (\w+) is (\w+)(?=[.,\n]| and)")]
    private static partial Regex Forward();

    [GeneratedRegex(@"(?!(?:Who|who)\b)\b(\w+) is (\w+)'s (\w+)(?=[.,\n]| and)")]
    private static partial Regex Reversed();

    [GeneratedRegex(@"The (\w+) of (\w+) is (\w+)")]
    private static partial Regex Of();
}
