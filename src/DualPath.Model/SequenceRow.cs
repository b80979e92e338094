namespace DualPath.Model;

/// <summary>One position of one sequence: what a pass is formed from.</summary>
public readonly record struct SequenceRow(ISequence Sequence, int Position);
