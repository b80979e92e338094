namespace DualPath.Contracts.Caching;

/// <summary>What a ruling told about an answer's use for another question.</summary>
/// <param name="Similarity">Of the two questions: the cosine of their embeddings.</param>
/// <param name="Right">Whether the other question's ruled answer was the same text.</param>
[GenerateSerializer]
public readonly record struct NearObservation([property: Id(0)] double Similarity, [property: Id(1)] bool Right);
