using System.Collections.Immutable;
using DualPath.Contracts.Conversations;

namespace DualPath.Contracts.Generation;

/// <summary>What a deep generator yields: progress and changes, then exactly one ruling.</summary>
[GenerateSerializer]
public abstract record RulingPiece;

/// <summary>The request waits for the engine.</summary>
/// <param name="Position">Deep requests ahead of it.</param>
/// <param name="EstimatedWaitMs">Estimated wait in milliseconds; null when there is no estimate.</param>
[GenerateSerializer]
public sealed record RulingQueued([property: Id(0)] int Position, [property: Id(1)] double? EstimatedWaitMs) : RulingPiece;

/// <summary>Recurrent steps have been run.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Of">Steps to do at most.</param>
/// <param name="Convergence">Mean relative change of the latent states in the last step.</param>
/// <param name="ConfirmedCharacters">Leading characters of the draft the deep path agrees with so far.</param>
[GenerateSerializer]
public sealed record RulingProgress(
    [property: Id(0)] int Step,
    [property: Id(1)] int Of,
    [property: Id(2)] double Convergence,
    [property: Id(3)] int ConfirmedCharacters) : RulingPiece;

/// <summary>The text changes while the deep path still writes.</summary>
/// <param name="Outcome">What the ruling will be if nothing more comes.</param>
/// <param name="Patches">Changes to the text as of the piece before.</param>
[GenerateSerializer]
public sealed record RulingChange(
    [property: Id(0)] RulingOutcome Outcome,
    [property: Id(1)] ImmutableArray<TextPatch> Patches) : RulingPiece;

/// <summary>The ruling. Draft plus all changes equals its text.</summary>
/// <param name="Ruling">The ruling.</param>
[GenerateSerializer]
public sealed record RulingFinished([property: Id(0)] Ruling Ruling) : RulingPiece;
