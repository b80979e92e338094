using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Tasks;

public sealed class StrangersTests
{
    [Fact]
    public void Introduce_Stories_ChangesNounsAlikeEverywhereAndNothingElse()
    {
        int introduced = 0;
        foreach (var task in TaskSet.All.Where(Strangers.Suit))
        {
            for (int seed = 0; seed < 100; seed++)
            {
                var before = task.Generate(new Random(seed), 1 + (seed % task.MaxLevel));
                var after = Strangers.Introduce(new Random(seed), before);
                var names = new Dictionary<string, string>();
                foreach (var (old, now) in Words(before).Zip(Words(after)))
                {
                    Assert.Equal(now, names.TryAdd(old, now) ? now : names[old]);
                    introduced += old == now ? 0 : 1;
                }

                Assert.Equal(names.Count, names.Values.Distinct().Count());
                Assert.Equal(Words(before).Count(), Words(after).Count());
                Assert.Equal(before.Select(exchange => exchange.HeldOutKey), after.Select(exchange => exchange.HeldOutKey));
            }
        }

        Assert.True(introduced > 1000, $"{introduced}");
    }

    [Fact]
    public void Generate_MixedConversations_AllCanBeEncoded()
    {
        var vocabulary = TaskVocabulary.Build(TaskSet.All);
        var shares = TaskSet.All.Select(task => new Curriculum.TaskShare(task, 1, task.MaxLevel, PlainShare: 0)).ToArray();
        for (int seed = 0; seed < 5000; seed++)
        {
            TokenSample.Encode(vocabulary, ConversationMixer.Generate(new Random(seed), shares));
        }
    }

    private static IEnumerable<string> Words(IEnumerable<Exchange> conversation) => conversation
        .SelectMany(exchange => exchange.Question.SelectMany(part => (string[])[part.Text, part.Partial ?? string.Empty]).Append(exchange.Answer))
        .SelectMany(text => text.ToLowerInvariant().Split([' ', '.', ',', '?', '!', ':', ';', '\'', '\n']));
}
