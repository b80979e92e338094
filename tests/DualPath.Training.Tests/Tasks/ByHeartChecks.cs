using DualPath.Engine.Tokenization;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>What holds for every task that is learned by heart.</summary>
internal static class ByHeartChecks
{
    /// <summary>All questions of a task over many seeds, one each; if asked for, only those before which nothing was said.</summary>
    public static IEnumerable<Exchange> Questions(ITask task, int seeds, bool plain = false, bool alone = false) =>
        Enumerable.Range(0, seeds).Select(seed => task.Generate(new Random(seed), 1 + (seed % task.MaxLevel), exactLevel: true, plain)).Where(conversation => !alone || conversation.Count == 1).Select(conversation => conversation[^1]);

    /// <summary>The answer is what the decoder writes for its tokens, and needs no bytes.</summary>
    public static void AssertDecodes(Vocabulary vocabulary, IEnumerable<Exchange> conversation)
    {
        var tokenizer = new ChatTokenizer(vocabulary);
        var context = new List<ChatExchange>();
        foreach (var exchange in conversation)
        {
            var prompt = tokenizer.Encode(context, exchange.QuestionText, maxTokens: 1000);
            var tokens = tokenizer.EncodeAnswer(prompt, exchange.Answer);
            var decoder = tokenizer.CreateDecoder(prompt);
            Assert.Equal(exchange.Answer, string.Concat(tokens.Select(decoder.Append)) + decoder.Complete());
            Assert.DoesNotContain(tokens, token => token is > Vocabulary.End and <= Vocabulary.End + 256);
            context.Add(new ChatExchange(exchange.QuestionText, exchange.Answer));
        }
    }

    /// <summary>Every word of the question is in the vocabulary.</summary>
    public static void AssertKnows(Vocabulary vocabulary, Exchange exchange) =>
        Assert.All(Vocabulary.WordsOf(exchange.QuestionText), word => Assert.True(vocabulary.Contains(word), $"\"{word}\" in \"{exchange.QuestionText}\" is unknown"));

    /// <summary>The question as a model sees it that cares for neither case nor punctuation at its end.</summary>
    public static string Key(string question) => question.ToLowerInvariant().TrimEnd('.', '?', '!');
}
