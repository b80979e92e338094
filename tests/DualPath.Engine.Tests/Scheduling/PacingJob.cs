using DualPath.Engine.Scheduling;
using DualPath.Model;

namespace DualPath.Engine.Tests.Scheduling;

/// <summary>A job without rows that comes first in every pass, being served nothing, and holds the inference thread there until it is told to go on: meanwhile a test may look at everything.</summary>
internal sealed class PacingJob() : GenerationJob("pacer", CancellationToken.None)
{
    private volatile bool _over;

    public override JobClass Class => JobClass.Instant;

    public override long AllocatedBytes => 0;

    public override ISequence Sequence => throw new InvalidOperationException("It has no rows.");

    private SemaphoreSlim Held { get; } = new(0);

    private SemaphoreSlim Go { get; } = new(0);

    public override void Start(InferenceContext inference)
    {
    }

    public override RowRange NextRows(int limit)
    {
        Held.Release();
        Go.Wait(TestContext.Current.CancellationToken);
        return default;
    }

    public override bool Stepped(InferenceContext inference, int rows) => _over;

    public override void End(Exception? error)
    {
    }

    /// <summary>The thread is held.</summary>
    public Task HeldAsync() => Held.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Lets one pass happen; the thread is held at the beginning of the next.</summary>
    public async Task PassAsync()
    {
        Go.Release();
        await HeldAsync();
    }

    /// <summary>Lets the thread go, for good.</summary>
    public void Finish()
    {
        _over = true;
        Go.Release();
    }
}
