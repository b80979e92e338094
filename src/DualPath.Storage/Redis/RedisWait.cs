using DualPath.Contracts;
using DualPath.Storage.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DualPath.Storage.Redis;

/// <summary>
/// Has the start wait until the configured Redis answers. Everything that starts after it needs it, the membership of the cluster first of all; a server that came up together with its Redis,
/// and was faster, would else end.
/// </summary>
internal sealed partial class RedisWait(RedisConnection redis, IOptions<StoreOptions> options, TimeProvider time, ILogger<RedisWait> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        string? told = null;
        while (!options.Value.IsEmbedded)
        {
            try
            {
                await redis.RunAsync("be reached", database => database.PingAsync(), cancellationToken);
                break;
            }
            catch (StoreUnavailableException e)
            {
                string reason = e.InnerException?.GetType().Name ?? e.Message;
                if (reason != told)
                {
                    LogWaiting(e.InnerException?.Message ?? e.Message);
                    told = reason;
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        if (told is not null)
        {
            LogAnswers();
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Redis does not answer; the server starts as soon as it does. {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(LogLevel.Information, "Redis answers; the server starts.")]
    private partial void LogAnswers();
}
