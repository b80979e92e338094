namespace DualPath.Training.Tasks;

/// <summary>Reads the fact tables that are part of the assembly.</summary>
internal static class FactData
{
    /// <summary>The rows of a table as cells; comments are left out, and a cell that is a dash is null: not known, or not asked.</summary>
    public static IReadOnlyList<string?[]> Rows(string file)
    {
        using var stream = typeof(FactData).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"There is no table {file}");
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split('\t').Select(cell => cell == "-" ? null : cell).ToArray()),
        ];
    }

    /// <summary>What is well known is asked three times as often as the rest.</summary>
    public static IReadOnlyList<T> Weighted<T>(IEnumerable<T> items, Func<T, bool> wellKnown) =>
        [.. items.SelectMany(item => Enumerable.Repeat(item, wellKnown(item) ? 3 : 1))];
}
