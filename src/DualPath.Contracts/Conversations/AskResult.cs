namespace DualPath.Contracts.Conversations;

/// <summary>A receipt, or the problem that kept the question from being recorded. Exactly one of the two is set.</summary>
/// <param name="Receipt">Where the turn is on record.</param>
/// <param name="Problem">Why there is none.</param>
[GenerateSerializer]
public sealed record AskResult([property: Id(0)] TurnReceipt? Receipt, [property: Id(1)] Problem? Problem);
