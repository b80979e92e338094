using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>
/// Ends the program when a stop goes on after all work has been cut off. The silo wants to tell the others through the store that it goes; when the store is away it tries for two
/// minutes, although they find out by themselves. Nothing is lost: what is not on record is owed.
/// </summary>
internal sealed partial class StopLimit(IHostApplicationLifetime lifetime, IOptions<ServerOptions> options, ILogger<StopLimit> logger) : IHostedService
{
    /// <summary>Far more than it takes when the store answers.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _ = EndAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EndAsync()
    {
        await Task.Delay(options.Value.ShutdownTimeout + Grace);
        LogEnded();
        Environment.Exit(0);
    }

    [LoggerMessage(LogLevel.Warning, "The stop takes too long, most likely because the store does not answer. The program ends; what is not answered yet is owed, and is answered after the next start.")]
    private partial void LogEnded();
}
