using DualPath.Model;

namespace DualPath.Engine.Tests.Scheduling;

/// <summary>A network whose memory runs out when told so.</summary>
internal sealed class FaultyNetwork(INetwork inner) : INetwork
{
    private volatile bool _nextPassFails;

    public ModelConfig Config => inner.Config;

    public string? Checksum => inner.Checksum;

    /// <summary>The first token of sequences for whose steps there is no memory.</summary>
    public int? PoorToken { get; set; }

    /// <summary>Whether the next pass through the core block finds none in its midst.</summary>
    public bool NextPassFails { set => _nextPassFails = value; }

    public ISequence CreateSequence() => inner.CreateSequence();

    public long SequenceBytes(int positions, int steps) => inner.SequenceBytes(positions, steps);

    public INetworkPass CreatePass() => new Pass(this, inner.CreatePass());

    private sealed class Pass(FaultyNetwork network, INetworkPass inner) : INetworkPass
    {
        public void Prelude(ISequence sequence, ReadOnlySpan<int> tokens, Span<float> embedded = default) => inner.Prelude(sequence, tokens, embedded);

        public void Reserve(ISequence sequence, int first, int count)
        {
            if (sequence.Tokens[0] == network.PoorToken)
            {
                throw new InsufficientMemoryException();
            }

            inner.Reserve(sequence, first, count);
        }

        public void CoreStep(ReadOnlySpan<SequenceRow> rows)
        {
            if (network._nextPassFails)
            {
                network._nextPassFails = false;
                throw new InsufficientMemoryException();
            }

            inner.CoreStep(rows);
        }

        public int Coda(ISequence sequence, int length, int limit) => inner.Coda(sequence, length, limit);

        public void Logits(ReadOnlySpan<SequenceRow> rows, Span<float> logits) => inner.Logits(rows, logits);
    }
}
