using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>
/// Looks whether the port is free before the silo starts. Kestrel starts last and has the last word, but a silo that is torn down while
/// it starts complains at length, and the reason would stand below all that.
/// </summary>
internal sealed class PortCheck(IOptions<ServerOptions> options, IConfiguration configuration) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration["urls"]) && options.Value.Port != 0)
        {
            foreach (var address in Addresses(options.Value.BindAddress))
            {
                Check(new IPEndPoint(address, options.Value.Port));
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // As Kestrel understands the names.
    private static IPAddress[] Addresses(string bindAddress) => bindAddress switch
    {
        "localhost" => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        "*" => [IPAddress.Any, IPAddress.IPv6Any],
        _ => [IPAddress.Parse(bindAddress)],
    };

    private static void Check(IPEndPoint endpoint)
    {
        try
        {
            using var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(endpoint);
            probe.Listen();
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new InvalidOperationException(
                $"Port {endpoint.Port} is in use by another program. Choose another with the environment variable PORT.", error);
        }
        catch (SocketException)
        {
            // No IPv6 here, or no such address: Kestrel knows what follows from that.
        }
    }
}
