using System.Text.RegularExpressions;
using DualPath.Engine.Tokenization;
using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Tasks;

/// <summary>What every task that follows a state must keep to, and helpers of the oracles that read its text.</summary>
internal static partial class TrackingChecks
{
    private static readonly Vocabulary s_vocabulary = TaskVocabulary.Build(TaskSet.All);

    /// <summary>Conversations of every level, in training's form and in evaluation's, plain and not.</summary>
    public static IEnumerable<(IReadOnlyList<Exchange> Conversation, int Level, bool Exact)> Conversations(ITask task, int count = 1200)
    {
        for (int seed = 0; seed < count; seed++)
        {
            int level = 1 + (seed % task.MaxLevel);
            bool exact = seed % 3 == 0;
            var conversation = task.Generate(new Random(seed), level, exact, plain: seed % 5 == 0);
            CheckForm(task, conversation, level, exact);
            yield return (conversation, level, exact);
        }
    }

    /// <summary>Clauses: what stands between full stops, commas and the like, with the words that join them left out.</summary>
    public static IEnumerable<string> Clauses(string text) => Separator().Split(text).Select(clause => clause.Trim()).Where(clause => clause.Length > 0);

    public static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    public static string[] Partials(Exchange exchange) => [.. exchange.Question.Select(part => part.Partial).OfType<string>()];

    /// <summary>How often a guess that follows no steps is right, in percent, over questions of four steps and more.</summary>
    public static double Guessed(ITask task, Func<string, string, bool> isRight, int count = 1000)
    {
        int right = 0;
        for (int seed = 0; seed < count; seed++)
        {
            var conversation = task.Generate(new Random(seed), Level(seed), exactLevel: true);
            right += isRight(string.Join('\n', conversation.Select(exchange => exchange.QuestionText)), conversation[^1].Answer) ? 1 : 0;
        }

        return 100.0 * right / count;

        int Level(int seed) => 4 + (seed % (task.MaxLevel - 3));
    }

    private static void CheckForm(ITask task, IReadOnlyList<Exchange> conversation, int level, bool exact)
    {
        Assert.NotEmpty(conversation);
        var sample = TokenSample.Encode(s_vocabulary, conversation);
        Assert.InRange(sample.Tokens.Count, 1, 200);
        foreach (var exchange in conversation)
        {
            Assert.NotNull(exchange.HeldOutKey);
            Assert.Contains(exchange.Task, (string[])[task.Name, "facts"]);
            Assert.InRange(exchange.Level, 1, level);
            Assert.DoesNotMatch(@"[<>{}\[\]|]|  ", exchange.QuestionText);

            // Only invented names, which are capitalised, may be unknown.
            Assert.All(Vocabulary.WordsOf(exchange.QuestionText).Where(word => !s_vocabulary.Contains(word)), word => Assert.True(char.IsUpper(word[0]), word));
            Assert.Equal(exchange.Answer, Decoded(exchange));
        }

        if (exact)
        {
            var asked = Assert.Single(conversation, exchange => exchange.Task == task.Name);
            Assert.Same(asked, conversation[^1]);
            Assert.Equal(level, asked.Level);
        }
    }

    private static string Decoded(Exchange exchange)
    {
        var tokenizer = new ChatTokenizer(s_vocabulary);
        var prompt = tokenizer.Encode([new ChatExchange(exchange.Answer, exchange.Answer)], exchange.QuestionText, 400);
        var decoder = tokenizer.CreateDecoder(prompt);
        return string.Concat(tokenizer.EncodeAnswer(prompt, exchange.Answer).Select(decoder.Append)) + decoder.Complete();
    }

    [GeneratedRegex(@"[.,;?!\n]")]
    private static partial Regex Separator();

    [GeneratedRegex(@"[\p{L}]+|\d")]
    private static partial Regex Word();
}
