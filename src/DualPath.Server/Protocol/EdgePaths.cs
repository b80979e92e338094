namespace DualPath.Server.Protocol;

/// <summary>Where the doors are.</summary>
internal static class EdgePaths
{
    public const string Hub = "/hubs/chat";

    /// <summary>Whether a request is for the hub or the HTTP door, and not for a page or for the operator.</summary>
    public static bool IsChat(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs");
}
