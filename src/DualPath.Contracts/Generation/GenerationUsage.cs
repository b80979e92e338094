namespace DualPath.Contracts.Generation;

/// <summary>What a turn cost.</summary>
[GenerateSerializer]
public sealed record GenerationUsage
{
    /// <summary>A turn that cost nothing.</summary>
    public static GenerationUsage None { get; } = new();

    /// <summary>Recurrent steps per token of the draft.</summary>
    [Id(0)] public int DraftSteps { get; init; }

    /// <summary>Recurrent steps per token of the final text.</summary>
    [Id(1)] public int DeepSteps { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    [Id(2)] public int PromptTokens { get; init; }

    /// <summary>Tokens of the final text.</summary>
    [Id(3)] public int AnswerTokens { get; init; }

    /// <summary>Milliseconds to the first piece of the draft.</summary>
    [Id(4)] public double TimeToFirstTokenMs { get; init; }

    /// <summary>Milliseconds to the complete draft.</summary>
    [Id(5)] public double DraftMs { get; init; }

    /// <summary>Milliseconds from the complete draft to the ruling, waiting included.</summary>
    [Id(6)] public double DeepMs { get; init; }
}
