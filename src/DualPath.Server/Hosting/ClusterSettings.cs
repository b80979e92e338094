using System.ComponentModel.DataAnnotations;

namespace DualPath.Server.Hosting;

/// <summary>How this process finds the others, section <c>DualPath:Cluster</c>. Alone, on loopback, when no Redis is configured.</summary>
public sealed class ClusterSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "DualPath:Cluster";

    /// <summary>
    /// What this process does: <c>Both</c>, <c>Edge</c> (pages, hub, endpoints; no model) or <c>Engine</c> (the model; no pages, hub or endpoints).
    /// Edges and engines need each other, and a Redis between them. Default: Both.
    /// </summary>
    public ProcessRole Role { get; set; }

    /// <summary>Processes with the same cluster id find each other. Default: dualpath.</summary>
    [Required] public string ClusterId { get; set; } = "dualpath";

    /// <summary>Names the service across deployments of the cluster. Default: dualpath.</summary>
    [Required] public string ServiceId { get; set; } = "dualpath";

    /// <summary>Port for the other processes of the cluster; 0 takes a free one. Default: 0.</summary>
    [Range(0, 65535)] public int SiloPort { get; set; }

    /// <summary>
    /// How often the processes of a cluster look after each other. One that misses three looks in a row is given up, so a lost one is noticed
    /// after about three times this; one that only pauses for longer is given up as well, and ends. Default: 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")] public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>IP address under which the other processes reach this one. Default: loopback.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";
}
