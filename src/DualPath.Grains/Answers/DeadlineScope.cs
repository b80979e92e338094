namespace DualPath.Grains.Answers;

/// <summary>A token that is cancelled with another one, or when a time has passed.</summary>
internal sealed class DeadlineScope : IDisposable
{
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _both;

    public DeadlineScope(TimeSpan after, TimeProvider time, CancellationToken cancellationToken)
    {
        _clock = new CancellationTokenSource(after, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_clock.Token, cancellationToken);
    }

    public CancellationToken Token => _both.Token;

    public void Dispose()
    {
        _both.Dispose();
        _clock.Dispose();
    }
}
