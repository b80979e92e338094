namespace DualPath.Contracts.Caching;

/// <summary>What the answer cache had to do with a turn.</summary>
/// <param name="Status">How the look-up went.</param>
/// <param name="AgeSeconds">Age of the stored answer on a hit of either tier; null otherwise.</param>
/// <param name="Similarity">On a near hit the similarity of the two questions, the cosine of their embeddings; null otherwise.</param>
[GenerateSerializer]
public sealed record CacheReport(
    [property: Id(0)] CacheStatus Status,
    [property: Id(1)] double? AgeSeconds = null,
    [property: Id(2)] double? Similarity = null);
