namespace DualPath.Storage.Hosting;

/// <summary>Which Redis the service uses, section <c>DualPath:Redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>A StackExchange.Redis connection string. Default: none, which starts the embedded store.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>First part of every key, so that several services can share one Redis. Default: <c>dualpath</c>.</summary>
    public string KeyPrefix { get; set; } = "dualpath";

    /// <summary>Loopback port of the embedded store; 0 takes any free one. Default: 0.</summary>
    public int EmbeddedPort { get; set; }
}
