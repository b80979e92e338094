namespace DualPath.Storage.Hosting;

/// <summary>Where the service keeps what must last, section <c>DualPath</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>The folder of the embedded store. Relative paths start at the working directory. Default: <c>data</c>.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Which Redis, section <c>DualPath:Redis</c>.</summary>
    public RedisOptions Redis { get; set; } = new();

    /// <summary>Whether this process runs its own store instead of connecting to one.</summary>
    public bool IsEmbedded => string.IsNullOrWhiteSpace(Redis.ConnectionString);
}
