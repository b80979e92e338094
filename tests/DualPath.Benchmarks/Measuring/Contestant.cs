namespace DualPath.Benchmarks.Measuring;

/// <summary>One of the things that are measured side by side.</summary>
/// <param name="Name">How results name it.</param>
/// <param name="UnitsPerRun">Units of work in one run; figures are given per unit.</param>
/// <param name="Prepare">Brings back the state before a run; not timed.</param>
/// <param name="Run">The work.</param>
internal sealed record Contestant(string Name, int UnitsPerRun, Action Prepare, Action Run);
