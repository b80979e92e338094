namespace DualPath.Model.Weights;

/// <summary>Names of a checkpoint's files inside its directory.</summary>
public static class ModelFiles
{
    public const string Config = "config.json";

    /// <summary>The weights in one file.</summary>
    public const string Weights = "model.safetensors";

    /// <summary>The list of the files over which the weights are spread, where they are.</summary>
    public const string Index = "model.safetensors.index.json";

    /// <summary>The files that hold a checkpoint's weights, the index first where there is one.</summary>
    /// <exception cref="ModelFormatException">The index is malformed, or stands beside weights in one file.</exception>
    public static IReadOnlyList<string> WeightFiles(string directory) =>
        IsSharded(directory) ? [Index, .. ShardIndex.Load(Path.Combine(directory, Index)).Shards] : [Weights];

    internal static bool IsSharded(string directory)
    {
        string index = Path.Combine(directory, Index);
        return File.Exists(index) && (!File.Exists(Path.Combine(directory, Weights))
            ? true
            : throw new ModelFormatException(index, $"stands beside a {Weights}; which of the two is meant cannot be told, so keep only one"));
    }
}
