using DualPath.Engine.Tokenization;
using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Evaluation;

/// <summary>Draws evaluation questions: problems that training never sees, and for what is learned by heart, the same questions in the service's own encoding.</summary>
internal static class HeldOutSamples
{
    /// <summary>Conversations whose last exchange is the question, for every task and level.</summary>
    public static IEnumerable<IReadOnlyList<Exchange>> Conversations(IEnumerable<ITask> tasks, int perLevel, int seed)
    {
        foreach (var task in tasks)
        {
            for (int level = 1; level <= task.MaxLevel; level++)
            {
                // Its own seed per task and level, so that changing one task leaves the questions of the others as they were.
                var random = new Random(seed ^ ((task.Name.Length * 7919) + (level * 104729) + task.Name[0]));
                for (int found = 0; found < perLevel;)
                {
                    var conversation = task.Generate(random, level, exactLevel: true);
                    if (conversation.Count > 0 && (conversation[^1].HeldOutKey is not { } key || HeldOut.Contains(key)))
                    {
                        yield return conversation;
                        found++;
                    }
                }
            }
        }
    }

    /// <summary>The same, encoded; only the last answer is judged.</summary>
    public static IEnumerable<TokenSample> Draw(IEnumerable<ITask> tasks, Vocabulary vocabulary, int perLevel, int seed) =>
        Conversations(tasks, perLevel, seed).Select(conversation =>
        {
            var sample = TokenSample.Encode(vocabulary, conversation);
            return sample with { Answers = [sample.Answers[^1]], Partials = [] };
        });
}
