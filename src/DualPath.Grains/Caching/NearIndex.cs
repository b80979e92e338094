using System.Numerics.Tensors;
using DualPath.Contracts.Caching;

namespace DualPath.Grains.Caching;

/// <summary>One scope's near answers in memory, in the order of keeping: a flat scan, which a few hundred vectors do not need better. Belongs to its grain's thread.</summary>
internal sealed class NearIndex
{
    private readonly OrderedDictionary<string, NearAnswer> _answers = new(StringComparer.Ordinal);

    public NearIndex(IEnumerable<NearAnswer> answers)
    {
        foreach (var answer in answers)
        {
            Put(answer);
        }
    }

    public int Count => _answers.Count;

    public NearAnswer? Find(string key) => _answers.GetValueOrDefault(key);

    /// <summary>The entry of a neighbourhood whose question is most similar, and how similar.</summary>
    public (NearAnswer Answer, double Similarity)? Nearest(string neighbourhood, ReadOnlySpan<float> embedding)
    {
        NearAnswer? nearest = null;
        float highest = float.NegativeInfinity;
        foreach (var answer in _answers.Values)
        {
            if (answer.Neighbourhood == neighbourhood && answer.Embedding.Length == embedding.Length
                && TensorPrimitives.Dot(answer.Embedding.AsSpan(), embedding) is var similarity && similarity > highest)
            {
                (nearest, highest) = (answer, similarity);
            }
        }

        // Rounding may leave a cosine a little above 1.
        return nearest is null ? null : (nearest, Math.Min(1, (double)highest));
    }

    /// <summary>Adds an entry, or replaces it in its place.</summary>
    public void Put(NearAnswer answer) => _answers[answer.Key] = answer;

    public void Remove(string key) => _answers.Remove(key);

    /// <summary>Takes out the entries kept first, until no more than so many are left. Gives their keys.</summary>
    public IReadOnlyList<string> Shrink(int most)
    {
        string[] first = [.. _answers.Keys.Take(Math.Max(0, _answers.Count - most))];
        foreach (string key in first)
        {
            _answers.Remove(key);
        }

        return first;
    }
}
