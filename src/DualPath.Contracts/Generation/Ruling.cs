namespace DualPath.Contracts.Generation;

/// <summary>The deep path's last word.</summary>
[GenerateSerializer]
public sealed record Ruling
{
    /// <summary>What became of the draft.</summary>
    [Id(0)] public required RulingOutcome Outcome { get; init; }

    /// <summary>The final text.</summary>
    [Id(1)] public required string Text { get; init; }

    /// <summary>Recurrent steps per token it rests on.</summary>
    [Id(2)] public required int RecurrentSteps { get; init; }

    /// <summary>Tokens of the final text, the end token included.</summary>
    [Id(3)] public required int Tokens { get; init; }

    /// <summary>Leading draft tokens that were accepted.</summary>
    [Id(4)] public required int AcceptedTokens { get; init; }

    /// <summary>Whether the draft's latent states were resumed (true) or had to be computed again.</summary>
    [Id(5)] public required bool Resumed { get; init; }

    /// <summary>Why, for a person; null when the outcome says all.</summary>
    [Id(6)] public string? Reason { get; init; }
}
