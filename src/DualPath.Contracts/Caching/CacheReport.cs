namespace DualPath.Contracts.Caching;

/// <summary>What the answer cache had to do with a turn.</summary>
/// <param name="Status">Hit, miss, or out of order.</param>
/// <param name="AgeSeconds">Age of the stored answer on a hit; null otherwise.</param>
[GenerateSerializer]
public sealed record CacheReport([property: Id(0)] CacheStatus Status, [property: Id(1)] double? AgeSeconds = null);
