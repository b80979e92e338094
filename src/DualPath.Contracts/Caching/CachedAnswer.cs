using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Caching;

/// <summary>A ruled answer as the cache keeps it.</summary>
public sealed record CachedAnswer
{
    /// <summary>Whose answer it is.</summary>
    public required string Scope { get; init; }

    /// <summary>The final text.</summary>
    public required string Text { get; init; }

    /// <summary>The ruling it got; never <see cref="RulingOutcome.Unverified"/>.</summary>
    public required RulingOutcome Ruling { get; init; }

    /// <summary>Where its draft came from.</summary>
    public required DraftSource DraftSource { get; init; }

    /// <summary>Recurrent steps the ruling rests on.</summary>
    public required int DeepSteps { get; init; }

    /// <summary>When it was ruled on.</summary>
    public required DateTimeOffset RuledAt { get; init; }
}
