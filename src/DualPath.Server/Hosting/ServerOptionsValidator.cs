using System.Net;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>Refuses a configuration that could not work, at start, naming option, value and rule.</summary>
internal sealed class ServerOptionsValidator : IValidateOptions<ServerOptions>
{
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var failures = new List<string>();
        Require(
            options.BindAddress is "localhost" or "*" || IPAddress.TryParse(options.BindAddress, out _),
            nameof(options.BindAddress), options.BindAddress, "must be localhost, * or an IP address");
        Require(options.Port is >= 0 and <= 65535, nameof(options.Port), options.Port, "must be 0 (any free port) to 65535");
        foreach (string origin in options.AllowedOrigins)
        {
            Require(
                IsOrigin(origin), nameof(options.AllowedOrigins), origin,
                "must be a scheme and a host, and a port if it is not the usual one, in lower case and without a path, such as https://shop.example");
        }

        Require(
            options.MaxQuestionLength is >= 1 and <= 1_000_000, nameof(options.MaxQuestionLength), options.MaxQuestionLength,
            "must lie between 1 and 1000000");
        Require(options.MaxConnections is >= 1 and <= 1_000_000, nameof(options.MaxConnections), options.MaxConnections, "must lie between 1 and 1000000");
        Require(
            options.KeepAlive >= TimeSpan.FromSeconds(1) && options.KeepAlive <= TimeSpan.FromMinutes(10),
            nameof(options.KeepAlive), options.KeepAlive, "must lie between 1 second and 10 minutes");
        Require(
            options.ReaderPatience >= TimeSpan.FromSeconds(2) && options.ReaderPatience <= TimeSpan.FromMinutes(10),
            nameof(options.ReaderPatience), options.ReaderPatience, "must lie between 2 seconds and 10 minutes");
        Require(
            options.ShutdownTimeout >= TimeSpan.Zero && options.ShutdownTimeout <= TimeSpan.FromMinutes(5),
            nameof(options.ShutdownTimeout), options.ShutdownTimeout, "must lie between 0 and 5 minutes");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(bool holds, string option, object? value, string rule)
        {
            if (!holds)
            {
                failures.Add($"{ServerOptions.Section}:{option} is '{value}'; it {rule}.");
            }
        }
    }

    private static bool IsOrigin(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (uri.Scheme is "http" or "https")
        && uri.GetLeftPart(UriPartial.Authority) == origin;
}
