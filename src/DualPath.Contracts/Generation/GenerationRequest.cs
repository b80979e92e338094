namespace DualPath.Contracts.Generation;

/// <summary>One generation, on either path.</summary>
[GenerateSerializer]
public sealed record GenerationRequest
{
    /// <summary>Names the run. The latent states of its draft are kept under this name until the deep path takes them.</summary>
    [Id(0)] public required string RunId { get; init; }

    /// <summary>Whose work it is, for fair service.</summary>
    [Id(1)] public required string Scope { get; init; }

    /// <summary>What to answer.</summary>
    [Id(2)] public required Prompt Prompt { get; init; }

    /// <summary>How.</summary>
    [Id(3)] public required GenerationSettings Settings { get; init; }
}
