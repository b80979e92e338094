using System.Runtime.InteropServices;

namespace DualPath.Model;

/// <summary>A <see cref="ForwardPass"/> for an engine.</summary>
internal sealed class ManagedPass(RecurrentDepthModel model) : INetworkPass
{
    private readonly ForwardPass _forward = new(model);
    private readonly List<Row> _rows = [];

    public void Prelude(ISequence sequence, ReadOnlySpan<int> tokens, Span<float> embedded = default)
    {
        var own = (SequenceState)sequence;
        int first = own.Append(tokens);
        _rows.Clear();
        for (int position = first; position < own.Length; position++)
        {
            _rows.Add(new Row(own, position));
        }

        _forward.Prelude(CollectionsMarshal.AsSpan(_rows), embedded);
    }

    public void Reserve(ISequence sequence, int first, int count) => ((SequenceState)sequence).ReserveStep(first, count);

    public void CoreStep(ReadOnlySpan<SequenceRow> rows) => _forward.CoreStep(Own(rows));

    public int Coda(ISequence sequence, int length, int limit) => _forward.Coda((SequenceState)sequence, length, limit);

    public void Logits(ReadOnlySpan<SequenceRow> rows, Span<float> logits) => _forward.Logits(Own(rows), logits);

    private ReadOnlySpan<Row> Own(ReadOnlySpan<SequenceRow> rows)
    {
        _rows.Clear();
        foreach (var (sequence, position) in rows)
        {
            _rows.Add(new Row((SequenceState)sequence, position));
        }

        return CollectionsMarshal.AsSpan(_rows);
    }
}
