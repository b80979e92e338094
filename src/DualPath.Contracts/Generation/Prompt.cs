using System.Collections.Immutable;

namespace DualPath.Contracts.Generation;

/// <summary>The text side of a request: earlier exchanges and the question.</summary>
/// <param name="Context">Earlier exchanges of the conversation that the model is shown, oldest first.</param>
/// <param name="Question">The question.</param>
[GenerateSerializer]
public sealed record Prompt(
    [property: Id(0)] ImmutableArray<Exchange> Context,
    [property: Id(1)] string Question);
