using System.Net;
using System.Net.Sockets;
using DualPath.Grains.Hosting;
using DualPath.Storage.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace DualPath.Server.Hosting;

/// <summary>The Orleans silo in this process.</summary>
internal static class SiloExtensions
{
    /// <summary>
    /// Adds the silo: alone on loopback when the store is embedded, because nobody else could share it; else a member of the cluster
    /// that the configured Redis keeps. It opens no gateway: its only client is this process.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="role">What this process does in the cluster.</param>
    public static WebApplicationBuilder AddSilo(this WebApplicationBuilder builder, ProcessRole role)
    {
        builder.Services.AddOptions<ClusterSettings>()
            .BindConfiguration(ClusterSettings.Section)
            .ValidateDataAnnotations()
            .Validate(
                settings => IPAddress.TryParse(settings.AdvertisedAddress, out _),
                $"{ClusterSettings.Section}:AdvertisedAddress must be an IP address.")
            .Validate<IOptions<StoreOptions>>(
                (settings, store) => settings.Role == ProcessRole.Both || !store.Value.IsEmbedded,
                $"{ClusterSettings.Section}:Role is '{role}'; it must be {ProcessRole.Both} without DualPath:Redis:ConnectionString, because a process with a store of its own is alone.")
            .ValidateOnStart();

        builder.UseOrleans(silo =>
        {
            silo.AddDualPathGrains(hasModel: role != ProcessRole.Edge, isEdge: role != ProcessRole.Engine);
            string? redis = builder.Configuration["DualPath:Redis:ConnectionString"];
            if (string.IsNullOrWhiteSpace(redis))
            {
                silo.UseLocalhostClustering();
            }
            else
            {
                silo.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
            }

            silo.Services.AddOptions<ClusterOptions>().Configure<IOptions<ClusterSettings>>((options, settings) =>
            {
                options.ClusterId = settings.Value.ClusterId;
                options.ServiceId = settings.Value.ServiceId;
            });
            silo.Services.AddOptions<ClusterMembershipOptions>().Configure<IOptions<ClusterSettings>>((options, settings) =>
                options.ProbeTimeout = settings.Value.ProbeTimeout);
            silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<ClusterSettings>>((options, settings) =>
            {
                options.AdvertisedIPAddress = IPAddress.Parse(settings.Value.AdvertisedAddress);
                options.SiloPort = settings.Value.SiloPort != 0 ? settings.Value.SiloPort : FreePort(options.AdvertisedIPAddress);
                options.GatewayPort = 0;
            });
            silo.Services.AddOptions<DevelopmentClusterMembershipOptions>().Configure<IOptions<EndpointOptions>>((options, endpoints) =>
                options.PrimarySiloEndpoint = new IPEndPoint(endpoints.Value.AdvertisedIPAddress, endpoints.Value.SiloPort));
        });
        return builder;
    }

    // The silo must name its port before it opens it, so a free one is looked for here. Should another program take it in between, the
    // start fails and says so.
    private static int FreePort(IPAddress address)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
