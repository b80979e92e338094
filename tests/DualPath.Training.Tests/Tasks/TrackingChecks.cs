using System.Text.RegularExpressions;
using DualPath.Engine.Tokenization;
using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Tasks;

/// <summary>What every task that follows a state must keep to, and helpers of the oracles that read its text.</summary>
internal static partial class TrackingChecks
{
    private const int Count = 1200;

    /// <summary>Reads conversations of every level, in training's form and in evaluation's, plain and not; shows the one that fails.</summary>
    public static void Read(ITask task, Action<IReadOnlyList<Exchange>> check) => Read(task, (conversation, _, _) => check(conversation));

    /// <summary>The same, with the level of training that the conversation is of, if it is, and whether it is a plain one.</summary>
    public static void Read(ITask task, Action<IReadOnlyList<Exchange>, int?, bool> check)
    {
        var vocabulary = TaskVocabulary.Build([task]);
        for (int seed = 0; seed < Count; seed++)
        {
            int level = 1 + (seed % task.MaxLevel);
            bool exact = seed % 3 == 0;
            bool plain = seed % 5 == 0;
            var conversation = task.Generate(new Random(seed), level, exact, plain);
            try
            {
                CheckForm(vocabulary, task, conversation, level, exact);
                check(conversation, exact ? null : level, plain && !exact);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(string.Join('\n', conversation.Select(exchange => $"{exchange.QuestionText} => {exchange.Answer} ({exchange.Level})")), e);
            }
        }
    }

    /// <summary>Clauses: what stands between full stops, commas and the like, with the words that join them left out.</summary>
    public static IEnumerable<string> Clauses(string text) => Separator().Split(text).Select(clause => clause.Trim()).Where(clause => clause.Length > 0);

    public static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    public static string[] Partials(Exchange exchange) => [.. exchange.Question.Select(part => part.Partial).OfType<string>()];

    /// <summary>How often a guess that follows no steps is right, in percent, over questions of four steps and more.</summary>
    public static double Guessed(ITask task, Func<string, string, bool> isRight)
    {
        int right = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            var conversation = task.Generate(new Random(seed), Level(seed), exactLevel: true);
            right += isRight(string.Join('\n', conversation.Select(exchange => exchange.QuestionText)), conversation[^1].Answer) ? 1 : 0;
        }

        return 100.0 * right / Count;

        int Level(int seed) => 4 + (seed % (task.MaxLevel - 3));
    }

    private static void CheckForm(Vocabulary vocabulary, ITask task, IReadOnlyList<Exchange> conversation, int level, bool exact)
    {
        Assert.NotEmpty(conversation);
        var sample = TokenSample.Encode(vocabulary, conversation);
        Assert.InRange(sample.Tokens.Count, 1, 200);
        foreach (var exchange in conversation)
        {
            Assert.NotNull(exchange.HeldOutKey);
            Assert.Contains(exchange.Task, (string[])[task.Name, "facts", "untold"]);
            Assert.InRange(exchange.Level, 1, level);
            Assert.DoesNotMatch(@"[<>{}\[\]|]|  ", exchange.QuestionText);

            // Only invented names (and things that are carried) may be unknown: they are part of the problem, but for the names of who walks or has nothing.
            var unknown = Vocabulary.WordsOf(exchange.QuestionText).Where(word => !vocabulary.Contains(word));
            Assert.All(unknown, word => Assert.True(task is CarryTask ? conversation[^1].HeldOutKey!.Contains(word, StringComparison.Ordinal) : char.IsUpper(word[0]) && (task is GridTask or HolderTask || conversation[^1].HeldOutKey!.Contains(word, StringComparison.Ordinal)), word));
            Assert.Equal(exchange.Answer, Decoded(vocabulary, exchange));
        }

        if (exact)
        {
            var asked = Assert.Single(conversation, exchange => exchange.Task == task.Name);
            Assert.Same(asked, conversation[^1]);
            Assert.Equal(level, asked.Level);
        }
    }

    private static string Decoded(Vocabulary vocabulary, Exchange exchange)
    {
        var tokenizer = new ChatTokenizer(vocabulary);
        var prompt = tokenizer.Encode([new ChatExchange(exchange.Answer, exchange.Answer)], exchange.QuestionText, 400);
        var decoder = tokenizer.CreateDecoder(prompt);
        return string.Concat(tokenizer.EncodeAnswer(prompt, exchange.Answer).Select(decoder.Append)) + decoder.Complete();
    }

    [GeneratedRegex(@"[.,;?!\n]")]
    private static partial Regex Separator();

    [GeneratedRegex(@"[\p{L}]+|\d")]
    private static partial Regex Word();
}
