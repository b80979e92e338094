using DualPath.Contracts.Conversations;

namespace DualPath.Grains.Conversations;

/// <summary>A person's wish to stop the turn that is being answered, and the token that carries it.</summary>
internal sealed class TurnStop(CancellationToken leaving) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(leaving);

    public CancellationToken Token => _source.Token;

    /// <summary>What is to be stopped; null while nobody has asked. Everything outranks the deep path.</summary>
    public StopTarget? Target { get; private set; }

    /// <param name="target">What to stop.</param>
    /// <param name="draftComplete">Whether there is a draft to keep; the deep path of a turn without one is stopped when there is.</param>
    public Task RequestAsync(StopTarget target, bool draftComplete)
    {
        Target = target == StopTarget.Everything ? target : Target ?? target;
        return target == StopTarget.Everything || draftComplete ? _source.CancelAsync() : Task.CompletedTask;
    }

    public void Dispose() => _source.Dispose();
}
