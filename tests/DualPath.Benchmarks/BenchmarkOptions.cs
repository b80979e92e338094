using System.Diagnostics.CodeAnalysis;
using DualPath.Benchmarks.Measuring;

namespace DualPath.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Quick">Fewer and shorter repetitions: to see that everything runs and roughly where the ratios lie, not to quote.</param>
/// <param name="Groups">Names of the groups to run, in the order given.</param>
/// <param name="Plots">Folder for figures; null for none.</param>
internal sealed record BenchmarkOptions(bool Quick, IReadOnlyList<string> Groups, string? Plots = null)
{
    /// <summary>How long to measure.</summary>
    public Effort Effort => Quick ? Effort.Quick : Effort.Full;

    public static string Usage(IEnumerable<string> groups) =>
        $"usage: DualPath.Benchmarks [--quick] [--plots=FOLDER] [GROUP...], where GROUP is one of: {string.Join(", ", groups)}";

    /// <summary>Reads the command line; without a group, all run.</summary>
    public static bool TryParse(
        string[] arguments, IReadOnlyCollection<string> known, [NotNullWhen(true)] out BenchmarkOptions? options, [NotNullWhen(false)] out string? problem)
    {
        bool quick = false;
        string? plots = null;
        var groups = new List<string>();
        foreach (string argument in arguments)
        {
            if (argument == "--quick")
            {
                quick = true;
            }
            else if (argument.StartsWith("--plots=", StringComparison.Ordinal))
            {
                plots = argument["--plots=".Length..];
            }
            else if (known.Contains(argument))
            {
                groups.Add(argument);
            }
            else
            {
                (options, problem) = (null, $"unknown argument \"{argument}\"");
                return false;
            }
        }

        (options, problem) = (new BenchmarkOptions(quick, groups.Count > 0 ? groups : [.. known], plots), null);
        return true;
    }
}
