using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DualPath.Contracts.Caching;
using DualPath.Grains.Hosting;
using DualPath.Grains.Placement;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;

namespace DualPath.Grains.Caching;

/// <summary>
/// Holds a scope's embeddings in memory and writes every change through to the store. Which answers are still there to be given is the
/// answer cache's knowledge: an entry whose answer has expired or was disowned is dropped when it is met.
/// </summary>
[Reentrant]
[OnEngine]
[PreferLocalPlacement]
internal sealed class NearAnswersGrain(
    INearAnswerStore store,
    IAnswerCache cache,
    IEmbeddingGenerator<string, Embedding<float>> embeddings,
    IOptions<NearTierOptions> options,
    TimeProvider time)
    : Grain, INearAnswersGrain
{
    private const double MoreLikelyThanNot = 0.5;

    private readonly string _maker = MakerOf(embeddings);
    private NearIndex _index = new([]);

    private string Scope => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _index = new NearIndex(await store.ReadAsync(Scope, cancellationToken));

    public async Task<NearLookup> FindAsync(string neighbourhood, string question, CancellationToken cancellationToken)
    {
        var generated = await embeddings.GenerateAsync([question], cancellationToken: cancellationToken);
        float[] embedding = AtLengthOne(generated[0].Vector.Span);
        while (_index.Nearest(Space(neighbourhood), embedding) is var (near, similarity))
        {
            if (await cache.FindAsync(Scope, near.Key, cancellationToken) is { } answer)
            {
                return new NearLookup(embedding, new NearMatch(near.Key, similarity, answer, IsTrusted(near, similarity)));
            }

            _index.Remove(near.Key);
            await store.ForgetAsync(Scope, [near.Key], cancellationToken);
        }

        return new NearLookup(embedding, null);
    }

    public async Task LearnAsync(NearLesson lesson, CancellationToken cancellationToken)
    {
        if (lesson.MatchKey is { } key && _index.Find(key) is { } match)
        {
            var observations = match.Observations.Add(lesson.Observation);
            match = match with { Observations = [.. observations.TakeLast(HitProbability.MaxObservations)] };
            await PutAsync(match, cancellationToken);
            if (lesson.Observation.Right && HitProbability.Of(lesson.Observation.Similarity, match.Observations) >= MoreLikelyThanNot)
            {
                // The match stands for this question, too, so that what is learnt is learnt in one place. Not one that is far off: that two
                // questions are both met with "I do not know that" makes them no neighbours.
                return;
            }
        }

        var added = new NearAnswer
        {
            Key = lesson.Key,
            Neighbourhood = Space(lesson.Neighbourhood),
            Embedding = ImmutableCollectionsMarshal.AsImmutableArray(lesson.Embedding),
            Observations = _index.Find(lesson.Key)?.Observations ?? [],
            KeptAt = time.GetUtcNow(),
        };
        await PutAsync(added, cancellationToken);
        if (_index.Shrink(options.Value.MaxAnswersPerScope) is { Count: > 0 } dropped)
        {
            await store.ForgetAsync(Scope, dropped, cancellationToken);
        }
    }

    public Task PurgeAsync(CancellationToken cancellationToken)
    {
        _index = new NearIndex([]);
        return store.PurgeAsync(Scope, cancellationToken);
    }

    private static string MakerOf(IEmbeddingGenerator embeddings)
    {
        var metadata = (EmbeddingGeneratorMetadata?)embeddings.GetService(typeof(EmbeddingGeneratorMetadata));
        return $"{metadata?.ProviderName}/{metadata?.DefaultModelId}";
    }

    private static float[] AtLengthOne(ReadOnlySpan<float> vector)
    {
        float[] unit = vector.ToArray();
        if (TensorPrimitives.Norm(vector) is > 0 and var length)
        {
            TensorPrimitives.Divide(vector, length, unit);
        }

        return unit;
    }

    /// <summary>Embeddings of two makers have nothing to do with each other.</summary>
    private string Space(string neighbourhood) => $"{neighbourhood}/{_maker}";

    private bool IsTrusted(NearAnswer answer, double similarity) =>
        HitProbability.Of(similarity, answer.Observations) >= 1 - options.Value.MaxWrongDrafts;

    private Task PutAsync(NearAnswer answer, CancellationToken cancellationToken)
    {
        _index.Put(answer);
        return store.KeepAsync(Scope, answer, cancellationToken);
    }
}
