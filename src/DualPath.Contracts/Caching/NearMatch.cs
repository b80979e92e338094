namespace DualPath.Contracts.Caching;

/// <summary>The answer to a similar question.</summary>
/// <param name="Key">Its key in the answer cache.</param>
/// <param name="Similarity">Of the two questions: the cosine of their embeddings.</param>
/// <param name="Answer">The answer.</param>
/// <param name="IsTrusted">Whether rulings so far let it be shown as a draft.</param>
[GenerateSerializer]
public sealed record NearMatch(
    [property: Id(0)] string Key,
    [property: Id(1)] double Similarity,
    [property: Id(2)] CachedAnswer Answer,
    [property: Id(3)] bool IsTrusted);
