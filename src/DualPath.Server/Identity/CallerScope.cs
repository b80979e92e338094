using System.Net;
using DualPath.Server.Hosting;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Identity;

/// <summary>
/// Whose request it is: the one place where a scope is made. A shared scope if the operator set one, else the visitor's if the browser
/// brings the cookie, else that of the network address, so that programs without cookies (curl) find their answers again.
/// </summary>
/// <remarks>
/// A request is never in the scope of a cookie that its own response gives: the next request of a program that keeps no cookies
/// would be somebody else's.
/// </remarks>
public sealed class CallerScope(VisitorCookie visitors, IOptions<ServerOptions> options)
{
    /// <summary>The caller's scope; compared for equality, never taken apart.</summary>
    public string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (options.Value.SharedScope is { Length: > 0 } shared)
        {
            return "site:" + shared;
        }

        return visitors.Read(context.Request) is { } visitor
            ? "visitor:" + visitor
            : "address:" + Name(context.Connection.RemoteIpAddress);
    }

    private static string Name(IPAddress? address) => address switch
    {
        // A program on this machine comes by either loopback address, as its resolver pleases. No address: an in-memory transport.
        null => "local",
        _ when IPAddress.IsLoopback(address) => "local",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => address.ToString(),
    };
}
