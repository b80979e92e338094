using System.Runtime.InteropServices;
using DualPath.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>Computes rows of <see cref="TorchSequence"/>s on the network's device.</summary>
/// <param name="config">The architecture.</param>
/// <param name="forward">The rooms of the network.</param>
/// <param name="device">The network's device.</param>
internal sealed class TorchPass(ModelConfig config, ForwardPass forward, Device device) : INetworkPass
{
    public void Prelude(ISequence sequence, ReadOnlySpan<int> tokens, Span<float> embedded = default)
    {
        var own = (TorchSequence)sequence;
        int first = own.Append(tokens);
        if (tokens.IsEmpty)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        var batch = new RowBatch([.. Enumerable.Range(first, tokens.Length).Select(position => new SequenceRow(own, position))], device);
        var input = forward.Embed(
            batch.Tokens(), batch.Memory(owner => owner.Embeddings), layer => batch.Memory(owner => owner.Prelude(layer)));
        batch.Write(owner => owner.Injected, input.Injected);
        batch.Write(owner => owner.States, zeros_like(input.Injected));
        if (!embedded.IsEmpty)
        {
            Copies.CopyTo(input.Value, embedded);
        }
    }

    public void Reserve(ISequence sequence, int first, int count) => ((TorchSequence)sequence).ReserveStep(first, count);

    public void CoreStep(ReadOnlySpan<SequenceRow> rows)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        foreach (var (sequence, position) in rows)
        {
            ((TorchSequence)sequence).Deepen(position);
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        var batch = new RowBatch(rows, device);
        var before = batch.Read(owner => owner.States);
        var state = forward.Step(before, batch.Read(owner => owner.Injected), batch.CoreMemory);
        batch.Write(owner => owner.States, state);
        float[] change = Copies.ToArray((state - before).norm(-1) / state.norm(-1));
        for (int i = 0; i < rows.Length; i++)
        {
            ((TorchSequence)rows[i].Sequence).SetConvergence(rows[i].Position, change[i]);
        }
    }

    public int Coda(ISequence sequence, int length, int limit)
    {
        var own = (TorchSequence)sequence;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, own.Length);
        int count = CodaAttends ? Math.Max(0, Math.Min(limit, length - own.CodaLength)) : 0;
        if (count == 0)
        {
            return 0;
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        RunCoda([.. Enumerable.Range(own.CodaLength, count).Select(position => new SequenceRow(own, position))]);
        own.CodaLength += count;
        return count;
    }

    public void Logits(ReadOnlySpan<SequenceRow> rows, Span<float> logits)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (codaRows, asked) = CodaRows(rows);
        var coda = RunCoda(CollectionsMarshal.AsSpan(codaRows));
        Copies.CopyTo(forward.Project(coda[0].index_select(0, tensor(asked, device: device))), logits);
    }

    private bool CodaAttends => config.CodaAttends;

    /// <summary>The coda's output [1, rows, h].</summary>
    private Tensor RunCoda(ReadOnlySpan<SequenceRow> rows)
    {
        var batch = new RowBatch(rows, device);
        return forward.Coda(forward.Latent(batch.Read(owner => owner.States)), layer => batch.Memory(owner => owner.Coda(layer)));
    }

    /// <summary>
    /// The rows that the coda must run, and where among them those that are asked for are: if the coda attends, the positions before them whose coda entries
    /// are out of date, too.
    /// </summary>
    private (List<SequenceRow> Rows, long[] Asked) CodaRows(ReadOnlySpan<SequenceRow> rows)
    {
        var run = new List<SequenceRow>();
        var places = new Dictionary<SequenceRow, long>();
        long[] asked = new long[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            var sequence = (TorchSequence)rows[i].Sequence;
            while (CodaAttends && sequence.CodaLength <= rows[i].Position)
            {
                Add(new SequenceRow(sequence, sequence.CodaLength++));
            }

            Add(rows[i]);
            asked[i] = places[rows[i]];
        }

        return (run, asked);

        void Add(SequenceRow row)
        {
            if (places.TryAdd(row, run.Count))
            {
                run.Add(row);
            }
        }
    }
}
