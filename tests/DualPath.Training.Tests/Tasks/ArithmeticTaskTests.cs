using System.Text.RegularExpressions;
using DualPath.Engine.Tokenization;
using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Tasks;

/// <summary>What holds for every task about numbers, times and days.</summary>
public sealed partial class ArithmeticTaskTests
{
    public static TheoryData<string> Tasks => [.. TaskSet.All.Where(task => task.Domain == "arithmetic").Select(task => task.Name)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Generate_AnyLevel_AsksThatLevelInWordsOfItsVocabulary(string name)
    {
        var task = TaskSet.All.Single(task => task.Name == name);
        var vocabulary = TaskVocabulary.Build([task]);
        int seed = 0;
        foreach (var conversation in TaskChecks.Draw(task))
        {
            int level = 1 + (seed % task.MaxLevel);
            bool exact = seed++ % 2 == 0;
            var questions = conversation.Where(exchange => exchange.Task == name).ToList();
            Assert.NotEmpty(questions);
            Assert.All(conversation.Where(exchange => exchange.Task == "facts"), exchange => Assert.Equal("Noted.", exchange.Answer));
            Assert.All(questions, question => Assert.InRange(question.Level, exact ? level : 1, level));
            Assert.Equal(1, exact ? questions.Count : 1);
            Assert.All(conversation, exchange => Assert.NotNull(exchange.HeldOutKey));

            string text = string.Join(' ', conversation.Select(exchange => exchange.QuestionText + " " + exchange.Answer));
            Assert.DoesNotContain("^", text, StringComparison.Ordinal);
            Assert.All(Vocabulary.WordsOf(text).Where(word => !vocabulary.Contains(word)), word => Assert.Matches(MadeUp(), word));

            // Encoding fails where a partial result is not one token.
            Assert.InRange(TokenSample.Encode(vocabulary, conversation).Tokens.Count, 5, 200);
            Assert.All(conversation, exchange => Assert.Equal(exchange.Answer, Shown(vocabulary, exchange)));
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Generate_EveryLevel_KeepsAboutOneProblemInSixteenOutOfTraining(string name)
    {
        var task = TaskSet.All.Single(task => task.Name == name);
        for (int level = 1; level <= task.MaxLevel; level++)
        {
            int held = Enumerable.Range(0, 2000).Count(seed => !HeldOut.MayTrain(task.Generate(new Random(seed), level, exactLevel: true)[^1]));
            Assert.InRange(held, 50, 300);
        }
    }

    private static string Shown(Vocabulary vocabulary, Exchange exchange)
    {
        var tokenizer = new ChatTokenizer(vocabulary);
        var prompt = tokenizer.Encode([], exchange.QuestionText, 1000);
        var decoder = tokenizer.CreateDecoder(prompt);
        return string.Concat(tokenizer.EncodeAnswer(prompt, exchange.Answer).Select(decoder.Append)) + decoder.Complete();
    }

    [GeneratedRegex("^(([bcdfghjklmnprstvwyz]|br|ch|dr|fr|gr|kr|pr|sh|st|tr|zh)(ai|ea|ia|io|ou|[aeiou])){2,3}(n|r|l|s|k|m|nd|rt|x)?$", RegexOptions.IgnoreCase)]
    private static partial Regex MadeUp();
}
