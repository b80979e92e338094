using DualPath.Model;

namespace DualPath.Engine.Tests.Scheduling;

/// <summary>A network that remembers how many rows at most were given to prelude, core and coda at once.</summary>
internal sealed class MeasuredNetwork(INetwork inner) : INetwork
{
    public ModelConfig Config => inner.Config;

    public string? Checksum => inner.Checksum;

    public int Prelude { get; private set; }

    public int Core { get; private set; }

    /// <summary>Rows of a coda that ran ahead of a reading.</summary>
    public int Coda { get; private set; }

    /// <summary>Rows of a reading, with those before them that the coda had to run over first.</summary>
    public int Reading { get; private set; }

    public ISequence CreateSequence() => inner.CreateSequence();

    public long SequenceBytes(int positions, int steps) => inner.SequenceBytes(positions, steps);

    public INetworkPass CreatePass() => new Pass(this, inner.CreatePass());

    private sealed class Pass(MeasuredNetwork network, INetworkPass inner) : INetworkPass
    {
        public void Prelude(ISequence sequence, ReadOnlySpan<int> tokens, Span<float> embedded = default)
        {
            network.Prelude = Math.Max(network.Prelude, tokens.Length);
            inner.Prelude(sequence, tokens, embedded);
        }

        public void Reserve(ISequence sequence, int first, int count) => inner.Reserve(sequence, first, count);

        public void CoreStep(ReadOnlySpan<SequenceRow> rows)
        {
            network.Core = Math.Max(network.Core, rows.Length);
            inner.CoreStep(rows);
        }

        public int Coda(ISequence sequence, int length, int limit)
        {
            int count = inner.Coda(sequence, length, limit);
            network.Coda = Math.Max(network.Coda, count);
            return count;
        }

        public void Logits(ReadOnlySpan<SequenceRow> rows, Span<float> logits)
        {
            int behind = network.Config.CodaAttention ? Math.Max(0, rows[0].Position - rows[0].Sequence.CodaLength) : 0;
            network.Reading = Math.Max(network.Reading, behind + rows.Length);
            inner.Logits(rows, logits);
        }
    }
}
