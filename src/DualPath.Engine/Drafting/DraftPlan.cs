namespace DualPath.Engine.Drafting;

/// <summary>What a draft works on.</summary>
internal sealed record DraftPlan
{
    /// <summary>The prompt's tokens, at least one.</summary>
    public required int[] Prompt { get; init; }

    /// <summary>Recurrent steps of the draft.</summary>
    public required int Steps { get; init; }

    /// <summary>Recurrent steps of the ruling that is to come.</summary>
    public required int DeepSteps { get; init; }

    /// <summary>Tokens after which the draft is cut, the end token included.</summary>
    public required int MaxTokens { get; init; }

    public required int EndToken { get; init; }
}
