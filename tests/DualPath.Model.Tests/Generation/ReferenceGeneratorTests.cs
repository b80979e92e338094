using DualPath.Model.Generation;
using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;
using static DualPath.Model.Tests.TestModels;

namespace DualPath.Model.Tests.Generation;

public sealed class ReferenceGeneratorTests
{
    public static TheoryData<Architectures> All => [.. Enum.GetValues<Architectures>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Greedy_Cached_EqualsRecomputingEveryToken(Architectures architecture)
    {
        var model = Random(Config(architecture), seed: 1);
        int[] prompt = Tokens(model.Config, 5, seed: 2);

        List<int> expected = [.. prompt];
        while (expected.Count < prompt.Length + 12)
        {
            var pass = new ForwardPass(model);
            using var sequence = model.CreateSequence(expected.Count);
            pass.Prelude(sequence, expected.ToArray());
            Steps(pass, Rows(sequence), 3);
            expected.Add(TokenChoice.Argmax(Logits(pass, new Row(sequence, sequence.Length - 1))));
        }

        Assert.Equal(expected, new ReferenceGenerator(model).Greedy(prompt, 12, 3, CacheLookup.Full));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Speculative_AnyDraftDepth_EqualsGreedyAtTheVerifyDepth(Architectures architecture)
    {
        var model = Random(Config(architecture), seed: 3);
        var generator = new ReferenceGenerator(model);
        for (int seed = 0; seed < 5; seed++)
        {
            int[] prompt = Tokens(model.Config, 4 + seed, seed);
            foreach (var (draft, lookahead) in ((int, int)[])[(1, 1), (1, 4), (3, 5), (6, 3)])
            {
                int[] actual = generator.Speculative(prompt, 20, draft, lookahead, verifySteps: 6);

                Assert.InRange(actual.Length, prompt.Length + 20, prompt.Length + 19 + lookahead);
                Assert.Equal(generator.Greedy(prompt, actual.Length - prompt.Length, 6, CacheLookup.Full), actual);
            }
        }
    }

    [Fact]
    public void Adaptive_FixedCriterion_EqualsGreedyAtThatDepth()
    {
        var model = Random(CanonConfig, seed: 4);
        var generator = new ReferenceGenerator(model);
        int[] prompt = Tokens(model.Config, 6, seed: 5);

        var (tokens, steps) = generator.Adaptive(prompt, 10, maxSteps: 16, CacheLookup.Latest, new FixedExit(4));

        Assert.Equal(generator.Greedy(prompt, 10, 4, CacheLookup.Full), tokens);
        Assert.Equal(Enumerable.Repeat(4, 10), steps);
    }

    [Fact]
    public void Adaptive_CriterionThatNeverFires_StopsAtTheLimit()
    {
        var model = Random(CanonConfig, seed: 6);

        var (_, steps) = new ReferenceGenerator(model).Adaptive([1, 2], 3, maxSteps: 5, CacheLookup.Latest, new FixedExit(99));

        Assert.Equal([5, 5, 5], steps);
    }
}
