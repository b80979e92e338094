namespace DualPath.Benchmarks.Measuring;

/// <summary>One of the things that are measured side by side.</summary>
internal interface IContestant
{
    /// <summary>How results name it.</summary>
    string Name { get; }

    /// <summary>Units of work in one run; figures are given per unit.</summary>
    int UnitsPerRun { get; }

    /// <summary>Does its work that many times.</summary>
    Sample Take(int runs);
}
