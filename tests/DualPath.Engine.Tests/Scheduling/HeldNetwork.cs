using DualPath.Model;

namespace DualPath.Engine.Tests.Scheduling;

/// <summary>A network that can be held: its passes through the core block wait until they are allowed one by one.</summary>
internal sealed class HeldNetwork(INetwork inner) : INetwork
{
    private volatile Action? _wait;

    public ModelConfig Config => inner.Config;

    public string? Checksum => inner.Checksum;

    public ISequence CreateSequence() => inner.CreateSequence();

    public long SequenceBytes(int positions, int steps) => inner.SequenceBytes(positions, steps);

    public INetworkPass CreatePass() => new Pass(this, inner.CreatePass());

    /// <summary>Holds every pass from now on; to be called while none runs, and disposed of before the engine is.</summary>
    public Held Hold()
    {
        var held = new Held(this);
        _wait = held.Wait;
        return held;
    }

    internal sealed class Held(HeldNetwork network) : IDisposable
    {
        private readonly SemaphoreSlim _passes = new(0);

        public void Allow(int passes) => _passes.Release(passes);

        /// <summary>Lets go.</summary>
        public void Dispose()
        {
            network._wait = null;
            Allow(1);
        }

        public void Wait() => _passes.Wait();
    }

    private sealed class Pass(HeldNetwork network, INetworkPass inner) : INetworkPass
    {
        public void Prelude(ISequence sequence, ReadOnlySpan<int> tokens, Span<float> embedded = default) => inner.Prelude(sequence, tokens, embedded);

        public void Reserve(ISequence sequence, int first, int count) => inner.Reserve(sequence, first, count);

        public void CoreStep(ReadOnlySpan<SequenceRow> rows)
        {
            network._wait?.Invoke();
            inner.CoreStep(rows);
        }

        public int Coda(ISequence sequence, int length, int limit) => inner.Coda(sequence, length, limit);

        public void Logits(ReadOnlySpan<SequenceRow> rows, Span<float> logits) => inner.Logits(rows, logits);
    }
}
