using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Caching;

/// <summary>A ruled answer as the cache keeps it.</summary>
[GenerateSerializer]
public sealed record CachedAnswer
{
    /// <summary>Whose answer it is.</summary>
    [Id(0)] public required string Scope { get; init; }

    /// <summary>The final text.</summary>
    [Id(1)] public required string Text { get; init; }

    /// <summary>The ruling it got; never <see cref="RulingOutcome.Unverified"/>.</summary>
    [Id(2)] public required RulingOutcome Ruling { get; init; }

    /// <summary>Where its draft came from.</summary>
    [Id(3)] public required DraftSource DraftSource { get; init; }

    /// <summary>Recurrent steps the ruling rests on.</summary>
    [Id(4)] public required int DeepSteps { get; init; }

    /// <summary>When it was ruled on.</summary>
    [Id(5)] public required DateTimeOffset RuledAt { get; init; }
}
