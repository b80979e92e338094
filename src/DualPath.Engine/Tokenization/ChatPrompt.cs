namespace DualPath.Engine.Tokenization;

/// <summary>An encoded conversation, ready for the model, with what is needed to read the model's answer to it.</summary>
/// <param name="Tokens">Token ids; the last one opens the answer.</param>
/// <param name="Slots">
/// Words of this conversation that the vocabulary does not hold, as they were first spelled; the word at index i is bound to the
/// slot token i. An empty string is a slot that is not bound.
/// </param>
/// <param name="DroppedExchanges">How many of the oldest exchanges were left out to fit the limit.</param>
public sealed record ChatPrompt(IReadOnlyList<int> Tokens, IReadOnlyList<string> Slots, int DroppedExchanges);
