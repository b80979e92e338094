using DualPath.Engine.Tokenization;
using DualPath.Model;

namespace DualPath.Engine.Drafting;

/// <summary>
/// What the shallow pass leaves behind for the deep one to resume: the sequence with the latent states, embedded inputs, keys, values
/// and convolution inputs of every prompt and draft row, each row at the draft's depth.
/// </summary>
/// <param name="Sequence">Rows of prompt and draft. The end token has no row.</param>
/// <param name="Prompt">The encoded prompt.</param>
/// <param name="Tokens">The draft's tokens; the end token is the last one if the model gave it.</param>
/// <param name="Depth">Recurrent steps of every row.</param>
/// <param name="Text">The draft's text, to recognise the draft by.</param>
internal sealed record DraftedSequence(SequenceState Sequence, ChatPrompt Prompt, IReadOnlyList<int> Tokens, int Depth, string Text) : IDisposable
{
    /// <summary>Frees the sequence; for a draft that nobody will have ruled on.</summary>
    public void Dispose() => Sequence.Dispose();
}
