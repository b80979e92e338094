using DualPath.Engine.Tokenization;
using DualPath.Model;

namespace DualPath.Engine.Drafting;

/// <summary>
/// What the shallow pass leaves behind for the deep one to resume: the sequence with the latent states, embedded inputs, keys, values
/// and convolution inputs of every prompt and draft row, each row at the draft's depth at least.
/// </summary>
/// <param name="Caller">Whose draft it is.</param>
/// <param name="Sequence">Rows of prompt and draft. The end token has no row.</param>
/// <param name="Prompt">The encoded prompt.</param>
/// <param name="Tokens">The draft's tokens; the end token is the last one if the model gave it.</param>
/// <param name="Text">The draft's text, to recognise the draft by.</param>
internal sealed record DraftedSequence(string Caller, ISequence Sequence, ChatPrompt Prompt, IReadOnlyList<int> Tokens, string Text);
