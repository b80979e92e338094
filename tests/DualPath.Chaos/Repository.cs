namespace DualPath.Chaos;

/// <summary>Where things are: this runs from the build output, three folders below artifacts.</summary>
internal static class Repository
{
    private static readonly string Configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static readonly string Artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));

    public static string Server { get; } = Path.Combine(Artifacts, "bin", "DualPath.Server", Configuration, "DualPath.Server.dll");

    /// <summary>Where what the servers said is kept.</summary>
    public static string Logs { get; } = Path.Combine(Artifacts, "chaos");

    public static string Model { get; } = Path.GetFullPath(Path.Combine(Artifacts, "..", "models", "default"));
}
