namespace DualPath.Contracts.Caching;

/// <summary>What a ruling teaches the near tier.</summary>
[GenerateSerializer]
public sealed record NearLesson
{
    /// <summary>The ruled answer's key in the answer cache.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>As it was looked up.</summary>
    [Id(1)] public required string Neighbourhood { get; init; }

    /// <summary>As it was found.</summary>
    [Id(2)] public required float[] Embedding { get; init; }

    /// <summary>Key of the answer that was found; null when there was none.</summary>
    [Id(3)] public string? MatchKey { get; init; }

    /// <summary>How that one turned out.</summary>
    [Id(4)] public NearObservation Observation { get; init; }
}
