using System.Net;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>The rules an attribute cannot say.</summary>
internal sealed class ServerOptionsValidator : IValidateOptions<ServerOptions>
{
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var failures = new List<string>();
        if (options.BindAddress is not ("localhost" or "*") && !IPAddress.TryParse(options.BindAddress, out _))
        {
            failures.Add($"{ServerOptions.Section}:BindAddress is '{options.BindAddress}'; it must be localhost, * or an IP address.");
        }

        foreach (string origin in options.AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https")
                || uri.GetLeftPart(UriPartial.Authority) != origin)
            {
                failures.Add(
                    $"{ServerOptions.Section}:AllowedOrigins has '{origin}'; an entry must be a scheme and a host, and a port if it is "
                    + "not the usual one, in lower case and without a path, such as https://shop.example.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
