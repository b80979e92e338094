namespace DualPath.Contracts.Caching;

/// <summary>What a question asks of the answer cache, in HTTP's terms (RFC 9111). By default the cache may answer, and may keep the answer.</summary>
/// <param name="NoCache">The cache must not answer, nor give a draft: the model runs. Its answer may be kept.</param>
/// <param name="NoStore">Nothing of the turn is kept in the cache. It may answer.</param>
[GenerateSerializer]
public readonly record struct CacheControl([property: Id(0)] bool NoCache, [property: Id(1)] bool NoStore);
