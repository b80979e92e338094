using DualPath.Engine.Models;
using Microsoft.Extensions.AI;

namespace DualPath.Engine.Embedding;

/// <summary>
/// Embeddings from what the model has anyway: the mean of the embedded inputs, as the prelude makes them, over the words of a text,
/// brought to length 1. No second model, and cheap: a text costs about as much as one recurrent step of its rows.
/// </summary>
internal sealed class PreludeEmbeddingGenerator(LoadedModel model, RecurrentDepthGenerator engine) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata =
        new("dualpath-prelude", defaultModelId: model.Checksum, defaultModelDimensions: model.Network.Config.HiddenSize);

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        float[][] vectors = await Task.WhenAll(values.Select(text => engine.EmbedAsync(TokensOf(text), cancellationToken)));
        return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(vector => new Embedding<float>(vector) { ModelId = model.Checksum }));
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType?.IsInstanceOfType(this) == true ? this
        : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The engine is not ours.
    }

    /// <summary>The words alone: what marks a question and an answer is the same in all of them.</summary>
    private int[] TokensOf(string text)
    {
        var prompt = model.Tokenizer.Encode([], text, int.MaxValue);
        return [.. model.Tokenizer.EncodeAnswer(prompt, text).Take(model.Network.Config.ContextLength)];
    }
}
