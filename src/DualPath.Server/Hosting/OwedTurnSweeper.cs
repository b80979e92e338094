using DualPath.Grains.Conversations;
using DualPath.Grains.Hosting;
using DualPath.Server.Health;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>Sweeps over the owed turns as soon as questions can be answered, and then again and again.</summary>
internal sealed class OwedTurnSweeper(OwedTurns owed, ModelState model, IOptions<AnsweringOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A model that cannot be loaded ends the program, which says why.
        await model.Loaded.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(options.Value.SweepPeriod, time);
        try
        {
            while (model.IsLoaded && !stoppingToken.IsCancellationRequested)
            {
                await owed.SweepAsync(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is still owed is found after the next start.
        }
    }
}
