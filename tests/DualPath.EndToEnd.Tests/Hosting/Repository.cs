namespace DualPath.EndToEnd.Tests.Hosting;

/// <summary>Where things are: these tests run from the build output, three folders below artifacts.</summary>
internal static class Repository
{
    /// <summary>The build configuration's folder, such as "release".</summary>
    private static readonly string Configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string Artifacts { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Artifacts, ".."));

    public static string Server { get; } = Path.Combine(Artifacts, "bin", "DualPath.Server", Configuration, "DualPath.Server.dll");

    /// <summary>The same, built with <c>-p:Torch=cpu</c>.</summary>
    public static string TorchServer { get; } = Path.Combine(Artifacts, "torch-cpu", "bin", "DualPath.Server", Configuration, "DualPath.Server.dll");

    public static string ChatPage { get; } = Path.Combine(Root, "src", "DualPath.Server", "wwwroot", "index.html");

    public static string Model { get; } = Path.Combine(Root, "models", "default");

    public static string Screenshots { get; } = Path.Combine(Artifacts, "screenshots");
}
