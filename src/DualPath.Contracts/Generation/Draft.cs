using DualPath.Contracts.Caching;

namespace DualPath.Contracts.Generation;

/// <summary>A complete draft.</summary>
[GenerateSerializer]
public sealed record Draft
{
    /// <summary>The text, as shown.</summary>
    [Id(0)] public required string Text { get; init; }

    /// <summary>Where it came from.</summary>
    [Id(1)] public required DraftSource Source { get; init; }

    /// <summary>Probability of the least sure of its tokens, 0 to 1; null when unknown.</summary>
    [Id(2)] public double? Confidence { get; init; }

    /// <summary>Recurrent steps per token; 0 when no recurrent model made it.</summary>
    [Id(3)] public required int RecurrentSteps { get; init; }

    /// <summary>Tokens of the prompt as the model saw it.</summary>
    [Id(4)] public required int PromptTokens { get; init; }

    /// <summary>Tokens of the draft, the end token included.</summary>
    [Id(5)] public required int Tokens { get; init; }

    /// <summary>Milliseconds from the request to the first piece of text.</summary>
    [Id(6)] public double? TimeToFirstTokenMs { get; init; }

    /// <summary>What the answer cache had to do with it; null when it came from elsewhere.</summary>
    [Id(7)] public CacheReport? Cache { get; init; }

    /// <summary>What an acknowledgement names as being worked out; null for other drafts.</summary>
    [Id(8)] public string? Subject { get; init; }
}
