namespace DualPath.Engine.Scheduling;

/// <summary>Consecutive positions of one sequence.</summary>
/// <param name="Start">First position.</param>
/// <param name="Count">Number of positions.</param>
internal readonly record struct RowRange(int Start, int Count)
{
    public int End => Start + Count;
}
