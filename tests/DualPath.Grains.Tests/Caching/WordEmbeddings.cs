using Microsoft.Extensions.AI;

namespace DualPath.Grains.Tests.Caching;

/// <summary>Embeddings for tests: how often each word occurs, words told apart by their hash. Questions that share most words are similar.</summary>
public sealed class WordEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Dimensions = 256;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(Embed(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static float[] Embed(string text)
    {
        float[] counts = new float[Dimensions];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            counts[word.Aggregate(17u, (hash, c) => (hash * 31) + c) % Dimensions]++;
        }

        return counts;
    }
}
