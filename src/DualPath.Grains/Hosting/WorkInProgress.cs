using Orleans.Runtime;

namespace DualPath.Grains.Hosting;

/// <summary>
/// What the grains of this silo are in the middle of. When the silo stops, this ends first, while every grain can still be reached: work
/// that met its grains going one after another would take that for failures. What is given up is owed, and done after the next start.
/// </summary>
internal sealed class WorkInProgress : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _work = [];
    private readonly Lock _lock = new();

    public WorkInProgress() => Stopping = _stopping.Token;

    /// <summary>Cancelled when the silo begins to stop.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Has the silo's stop wait for work that heeds <see cref="Stopping"/>.</summary>
    public Task Track(Task work)
    {
        lock (_lock)
        {
            _work.Add(work);
        }

        // Elsewhere than on the grain's thread, which has nothing to do with it.
        work.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Ignore();
        return work;
    }

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(WorkInProgress), ServiceLifecycleStage.Active, _ => Task.CompletedTask, StopAsync);

    public void Dispose() => _stopping.Dispose();

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        Task all;
        lock (_lock)
        {
            all = Task.WhenAll(_work);
        }

        // What does not end in time is left to the deactivation of its grain.
        await all.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Forget(Task work)
    {
        lock (_lock)
        {
            _work.Remove(work);
        }
    }
}
