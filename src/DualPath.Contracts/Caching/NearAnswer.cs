using System.Collections.Immutable;

namespace DualPath.Contracts.Caching;

/// <summary>A cached answer as the near tier knows it: where its question lies, and what rulings have told about it. Its text is in the answer cache.</summary>
public sealed record NearAnswer
{
    /// <summary>Its key in the answer cache.</summary>
    public required string Key { get; init; }

    /// <summary>What a question must share with it for the answer to be of use, but for its words; and the embedding's maker.</summary>
    public required string Neighbourhood { get; init; }

    /// <summary>Embedding of the question, of length 1.</summary>
    public required ImmutableArray<float> Embedding { get; init; }

    /// <summary>The latest observations, oldest first.</summary>
    public required ImmutableArray<NearObservation> Observations { get; init; }

    /// <summary>When it was kept.</summary>
    public required DateTimeOffset KeptAt { get; init; }
}
