namespace DualPath.Contracts.Generation;

/// <summary>A question and the answer it got.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The final text of its turn.</param>
[GenerateSerializer]
public sealed record Exchange([property: Id(0)] string Question, [property: Id(1)] string Answer);
