using System.Numerics.Tensors;
using DualPath.Contracts.Generation;
using DualPath.Engine.Embedding;
using DualPath.Model;
using Microsoft.Extensions.AI;

namespace DualPath.Engine.Tests.Embedding;

public sealed class PreludeEmbeddingGeneratorTests : IDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly PreludeEmbeddingGenerator _embeddings;

    public PreludeEmbeddingGeneratorTests() => _embeddings = new(_engine.Model, _engine.Generator);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _embeddings.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task GenerateAsync_Text_IsTheMeanOfItsEmbeddedInputsAtLengthOne()
    {
        int[] tokens = [3, 1, 4, 1, 5];
        int h = EngineFixture.Config.HiddenSize;
        using var sequence = ((RecurrentDepthModel)_engine.Model.Network).CreateSequence(tokens.Length);
        sequence.Append(tokens);
        float[] embedded = new float[tokens.Length * h];
        new ForwardPass((RecurrentDepthModel)_engine.Model.Network).Prelude([.. Enumerable.Range(0, tokens.Length).Select(i => new Row(sequence, i))], embedded);
        double[] mean = [.. Enumerable.Range(0, h).Select(c => Enumerable.Range(0, tokens.Length).Average(i => (double)embedded[(i * h) + c]))];
        double length = Math.Sqrt(mean.Sum(x => x * x));

        float[] vector = await EmbedAsync(LetterTokenizer.Text(tokens));

        Assert.Equal(mean.Select(x => x / length), vector.Select(x => (double)x), (expected, actual) => Math.Abs(expected - actual) < 1e-5);
    }

    [Fact]
    public async Task GenerateAsync_SameWordsInAnotherOrder_IsAnotherEmbedding()
    {
        float[] one = await EmbedAsync(LetterTokenizer.Text([1, 2, 3]));
        float[] other = await EmbedAsync(LetterTokenizer.Text([3, 2, 1]));

        Assert.InRange(TensorPrimitives.Dot<float>(one, other), -1, 0.9999f);
    }

    [Fact]
    public async Task GenerateAsync_WhileAnswersAreMade_GivesTheSameAndRunsNoRecurrentStep()
    {
        string[] texts = [.. Enumerable.Range(0, 20).Select(i => LetterTokenizer.Text([i, i + 1, 2]))];
        float[][] alone = await Task.WhenAll(texts.Select(EmbedAsync));
        Assert.Equal((0, 0), (_engine.RowSteps, _engine.Passes));

        var drafts = texts.Select(text => Task.Run(async () => await _engine.Generator.DraftAsync(RequestOf(text), Cancel).LastAsync(Cancel), Cancel)).ToArray();
        float[][] among = await Task.WhenAll(texts.Select(EmbedAsync));

        await Task.WhenAll(drafts);
        Assert.Equal(alone, among);
    }

    [Fact]
    public async Task GenerateAsync_NoWords_IsZero() => Assert.All(await EmbedAsync(""), component => Assert.Equal(0, component));

    [Fact]
    public async Task GenerateAsync_LongerThanTheContext_EmbedsItsBeginning()
    {
        int[] tokens = [.. Enumerable.Range(0, 2 * EngineFixture.Config.ContextLength).Select(i => i % EngineFixture.Letters)];

        Assert.Equal(
            await EmbedAsync(LetterTokenizer.Text(tokens.Take(EngineFixture.Config.ContextLength))),
            await EmbedAsync(LetterTokenizer.Text(tokens)));
    }

    [Fact]
    public async Task GenerateAsync_Cancelled_Throws() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _embeddings.GenerateAsync(["\u0101"], cancellationToken: new CancellationToken(true)));

    [Fact]
    public void GetService_Metadata_NamesTheModel()
    {
        var metadata = (EmbeddingGeneratorMetadata)_embeddings.GetService(typeof(EmbeddingGeneratorMetadata))!;

        Assert.Equal((_engine.Model.Checksum, EngineFixture.Config.HiddenSize), (metadata.DefaultModelId, metadata.DefaultModelDimensions));
    }

    private static GenerationRequest RequestOf(string text) => new()
    {
        RunId = text,
        Scope = "s",
        Prompt = new Prompt([], text),
        Settings = new GenerationSettings(2, 4, 6),
    };

    private async Task<float[]> EmbedAsync(string text) => (await _embeddings.GenerateAsync([text], cancellationToken: Cancel))[0].Vector.ToArray();
}
