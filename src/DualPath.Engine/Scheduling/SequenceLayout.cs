using DualPath.Model;

namespace DualPath.Engine.Scheduling;

/// <summary>Brings a sequence to the tokens it is to begin with, piece by piece, so that a long prompt keeps nobody waiting for its whole prelude.</summary>
/// <param name="sequence">The sequence; has the first of the tokens already, or none.</param>
/// <param name="tokens">All of them.</param>
internal readonly struct SequenceLayout(ISequence sequence, ReadOnlyMemory<int> tokens)
{
    public bool Done => sequence.Length == tokens.Length;

    /// <summary>Appends the next tokens, at most <paramref name="limit"/>. Returns how many.</summary>
    public int Next(InferenceContext inference, int limit)
    {
        var next = Piece(limit);
        inference.Append(sequence, next);
        return next.Length;
    }

    /// <summary>The same, and adds their embedded inputs to <paramref name="sum"/> [h].</summary>
    public int Next(InferenceContext inference, int limit, Span<float> sum)
    {
        var next = Piece(limit);
        inference.Append(sequence, next, sum);
        return next.Length;
    }

    private ReadOnlySpan<int> Piece(int limit) => tokens.Span.Slice(sequence.Length, Math.Min(limit, tokens.Length - sequence.Length));
}
