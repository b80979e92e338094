namespace DualPath.Contracts.Conversations;

/// <summary>An RFC 9457 problem. The types are listed in <see cref="ProblemTypes"/> and docs/protocol.md.</summary>
/// <param name="Type">Stable URN of the kind of problem.</param>
/// <param name="Title">The kind in words, the same for every occurrence.</param>
/// <param name="Status">HTTP status code.</param>
/// <param name="Detail">This occurrence, for a person, with what to do about it.</param>
[GenerateSerializer]
public sealed record Problem(
    [property: Id(0)] string Type,
    [property: Id(1)] string Title,
    [property: Id(2)] int Status,
    [property: Id(3)] string? Detail);
