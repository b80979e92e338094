namespace DualPath.Model.Conformance;

/// <summary>What a golden comparison found.</summary>
/// <param name="Differences">Tensors compared number by number.</param>
/// <param name="Matches">Token and step sequences that are equal.</param>
/// <param name="Mismatches">Token and step sequences that differ, and where.</param>
/// <param name="Skipped">Figures this engine does not produce, by its nature.</param>
/// <param name="Unknown">Figures in the folder that the comparison does not understand, and missing ones.</param>
public sealed record ConformanceReport(
    IReadOnlyList<TensorDifference> Differences,
    IReadOnlyList<string> Matches,
    IReadOnlyList<string> Mismatches,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<string> Unknown)
{
    /// <summary>The agreement the specification asks for in single precision.</summary>
    public const double DefaultTolerance = 1e-4;

    /// <summary>The largest difference of any tensor.</summary>
    public double Largest => Differences.Count == 0 ? 0 : Differences.Max(d => d.Largest);

    /// <summary>Whether something was compared, every tensor agrees within the tolerance, every sequence is equal, and nothing was left unread.</summary>
    public bool Agrees(double tolerance = DefaultTolerance) =>
        Differences.Count + Matches.Count > 0 && Largest <= tolerance && Mismatches.Count == 0 && Unknown.Count == 0;
}
