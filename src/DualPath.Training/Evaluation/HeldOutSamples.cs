using DualPath.Engine.Tokenization;
using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Evaluation;

/// <summary>Draws questions that training never sees: other problems, or, of what is learned by heart, other wordings.</summary>
internal static class HeldOutSamples
{
    /// <summary>Conversations whose last exchange is the question, for every task and level.</summary>
    public static IEnumerable<IReadOnlyList<Exchange>> Conversations(IEnumerable<ITask> tasks, int perLevel, int seed) =>
        tasks.SelectMany(task => Enumerable.Range(1, task.MaxLevel).SelectMany(level => Draw(task, level, seed).Take(perLevel)));

    /// <summary>Conversations of several tasks, as many of each level of each of them as of every other.</summary>
    public static IEnumerable<IReadOnlyList<Exchange>> Spread(IReadOnlyList<ITask> tasks, int count, int seed)
    {
        var streams = tasks.SelectMany(task => Enumerable.Range(1, task.MaxLevel).Select(level => Draw(task, level, seed).GetEnumerator())).ToList();
        for (int i = 0; i < count; i++)
        {
            var stream = streams[i % streams.Count];
            stream.MoveNext();
            yield return stream.Current;
        }
    }

    /// <summary>Encoded, as training judges itself; only the last answer counts.</summary>
    public static IEnumerable<TokenSample> Encoded(IEnumerable<ITask> tasks, Vocabulary vocabulary, int perLevel, int seed) =>
        Conversations(tasks, perLevel, seed).Select(conversation =>
        {
            var sample = TokenSample.Encode(vocabulary, conversation);
            return sample with { Answers = [sample.Answers[^1]], Partials = [] };
        });

    /// <summary>Without end; no two questions alike.</summary>
    private static IEnumerable<IReadOnlyList<Exchange>> Draw(ITask task, int level, int seed)
    {
        // Its own seed per task and level, so that changing one task leaves the questions of the others as they were.
        var random = new Random(seed ^ ((task.Name.Length * 7919) + (level * 104729) + task.Name[0]));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var conversation = task.Generate(random, level, exactLevel: true);
            if (conversation.Count > 0 && (conversation[^1].HeldOutKey is not { } key || HeldOut.Contains(key))
                && seen.Add(string.Join('\n', conversation.Select(exchange => exchange.QuestionText))))
            {
                yield return conversation;
            }
        }
    }
}
