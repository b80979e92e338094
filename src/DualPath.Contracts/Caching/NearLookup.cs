namespace DualPath.Contracts.Caching;

/// <summary>What the near tier found.</summary>
/// <param name="Embedding">The question's embedding, to learn with once it is ruled on.</param>
/// <param name="Match">The most similar question's answer; null when there is none.</param>
[GenerateSerializer]
public sealed record NearLookup([property: Id(0)] float[] Embedding, [property: Id(1)] NearMatch? Match);
