namespace DualPath.Model;

/// <summary>One position of one sequence: the unit a pass through the network is made of.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Position">0-based position in it.</param>
public readonly record struct Row(SequenceState Sequence, int Position);
