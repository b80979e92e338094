namespace DualPath.Training.Tasks;

/// <summary>A part of a question, cut between words.</summary>
/// <param name="Text">What the person says.</param>
/// <param name="Partial">
/// The partial result that is known once this part is read, as one word; null where there is none. Training asks the network for it at the
/// part's last token (process supervision); nothing of it reaches the model's input.
/// </param>
internal sealed record Segment(string Text, string? Partial = null);
