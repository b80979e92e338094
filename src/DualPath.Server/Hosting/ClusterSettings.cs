using System.ComponentModel.DataAnnotations;

namespace DualPath.Server.Hosting;

/// <summary>How this process finds the others, section <c>DualPath:Cluster</c>. Alone, on loopback, when no Redis is configured.</summary>
public sealed class ClusterSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "DualPath:Cluster";

    /// <summary>Processes with the same cluster id find each other. Default: dualpath.</summary>
    [Required] public string ClusterId { get; set; } = "dualpath";

    /// <summary>Names the service across deployments of the cluster. Default: dualpath.</summary>
    [Required] public string ServiceId { get; set; } = "dualpath";

    /// <summary>Port for the other processes of the cluster; 0 takes a free one. Default: 0.</summary>
    [Range(0, 65535)] public int SiloPort { get; set; }

    /// <summary>IP address under which the other processes reach this one. Default: loopback.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";
}
