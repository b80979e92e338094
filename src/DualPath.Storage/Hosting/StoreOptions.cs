namespace DualPath.Storage.Hosting;

/// <summary>Where the service keeps what must last, section <c>DualPath</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>The folder of the embedded store. Relative paths start at the working directory. Default: <c>data</c>.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Which Redis, section <c>DualPath:Redis</c>.</summary>
    public RedisOptions Redis { get; set; } = new();

    /// <summary>
    /// What the names of cached answers are made with, at least 32 characters. Processes that share a Redis must have the same. Default: none, which keeps a random
    /// one in the data directory.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>Whether this process runs its own store instead of connecting to one.</summary>
    public bool IsEmbedded => string.IsNullOrWhiteSpace(Redis.ConnectionString);
}
