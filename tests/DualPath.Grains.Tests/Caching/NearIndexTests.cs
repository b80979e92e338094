using DualPath.Contracts.Caching;
using DualPath.Grains.Caching;

namespace DualPath.Grains.Tests.Caching;

public sealed class NearIndexTests
{
    [Fact]
    public void Nearest_ManyVectors_IsTheOneOfHighestCosine()
    {
        var random = new Random(3);
        NearAnswer[] answers = [.. Enumerable.Range(0, 300).Select(i => Answer($"{i}", "n", Unit(random)))];
        var index = new NearIndex(answers);
        for (int i = 0; i < 50; i++)
        {
            float[] query = Unit(random);
            var expected = answers.MaxBy(answer => answer.Embedding.Zip(query, (a, b) => (double)a * b).Sum())!;

            Assert.Equal(expected.Key, index.Nearest("n", query)?.Answer.Key);
        }
    }

    [Fact]
    public void Nearest_OtherNeighbourhoodOrLength_IsNoNeighbour()
    {
        var index = new NearIndex([Answer("a", "theirs", [1, 0]), Answer("b", "mine", [1, 0, 0])]);

        Assert.Null(index.Nearest("mine", [1, 0]));
    }

    [Fact]
    public void Nearest_Itself_HasSimilarityOneAndNotMore()
    {
        float[] vector = Unit(new Random(5));

        Assert.Equal(1, new NearIndex([Answer("a", "n", vector)]).Nearest("n", vector)!.Value.Similarity, 6);
        Assert.True(new NearIndex([Answer("a", "n", [1.0001f, 0])]).Nearest("n", [1, 0])!.Value.Similarity <= 1);
    }

    [Fact]
    public void Shrink_TooMany_TakesOutThoseKeptFirst()
    {
        var index = new NearIndex(Enumerable.Range(0, 5).Select(i => Answer($"{i}", "n", [1, 0])));
        index.Put(Answer("0", "n", [0, 1]));

        Assert.Equal(["0", "1"], index.Shrink(3));
        Assert.Equal((3, null), (index.Count, index.Find("1")));
        Assert.Empty(index.Shrink(3));
    }

    private static NearAnswer Answer(string key, string neighbourhood, float[] embedding) => new()
    {
        Key = key,
        Neighbourhood = neighbourhood,
        Embedding = [.. embedding],
        Observations = [],
        KeptAt = DateTimeOffset.UnixEpoch,
    };

    private static float[] Unit(Random random)
    {
        float[] vector = [.. Enumerable.Range(0, 33).Select(_ => random.NextSingle() - 0.5f)];
        float length = MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x / length)];
    }
}
