using System.Net.Sockets;
using DualPath.Contracts;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>Why the server did not start, in one line, where that is enough to mend it.</summary>
internal static class StartFailure
{
    /// <summary>The reason; null for an error that needs its whole trace.</summary>
    public static string? Reason(Exception error) => error switch
    {
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        AddressInUseException or { InnerException: AddressInUseException } =>
            "The port is in use by another program. Choose another with the environment variable PORT.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } or { InnerException: SocketException { SocketErrorCode: SocketError.AddressNotAvailable } } =>
            "This machine does not have the address that DualPath:Server:BindAddress names.",
        StoreUnavailableException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => error.Message,

        // The configuration binder's own: it names key, value and type.
        InvalidOperationException when error.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => error.Message,

        // Thrown by us, to be read: a damaged model file, a data folder in use.
        InvalidOperationException when error.Source?.StartsWith("DualPath.", StringComparison.Ordinal) == true => error.Message,
        _ when error.GetType().Namespace?.StartsWith("DualPath.", StringComparison.Ordinal) == true => error.Message,
        AggregateException { InnerExceptions: [var only] } => Reason(only),
        _ => null,
    };
}
