using DualPath.Model;
using DualPath.Torch.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>
/// The rows of one pass, as runs of neighbouring positions of one sequence at one depth. Everything but attention and convolution is computed for all rows at once;
/// these two go run by run, because each run has a past of its own.
/// </summary>
internal sealed class RowBatch
{
    private readonly Device _device;

    /// <param name="rows">The rows, in the order of the pass.</param>
    /// <param name="device">Where the pass computes.</param>
    public RowBatch(ReadOnlySpan<SequenceRow> rows, Device device)
    {
        _device = device;
        var runs = new List<RowRun>();
        foreach (var (owner, position) in rows)
        {
            var sequence = (TorchSequence)owner;
            int offset = runs.Count == 0 ? 0 : runs[^1].Offset + runs[^1].Count;
            if (runs.Count > 0 && runs[^1] is var last && last.Sequence == sequence && last.End == position && last.Depth == sequence.Depth(position))
            {
                runs[^1] = last with { Count = last.Count + 1 };
            }
            else
            {
                runs.Add(new RowRun(sequence, position, 1, offset, sequence.Depth(position)));
            }
        }

        Runs = runs;
        Positions = tensor(runs.SelectMany(run => Enumerable.Range(run.First, run.Count)).Select(position => (long)position).ToArray(), device: device);
    }

    public IReadOnlyList<RowRun> Runs { get; }

    /// <summary>Positions of the rows [N], int64.</summary>
    public Tensor Positions { get; }

    /// <summary>The rows' tokens [1, N], int64.</summary>
    public Tensor Tokens() =>
        tensor(Runs.SelectMany(run => run.Sequence.Tokens.Slice(run.First, run.Count).ToArray()).Select(token => (long)token).ToArray(), device: _device).unsqueeze(0);

    /// <summary>Kept rows of the batch [1, N, h].</summary>
    public Tensor Read(Func<TorchSequence, RowStore> store) => cat([.. Runs.Select(run => store(run.Sequence).Read(run.First, run.Count))]).unsqueeze(0);

    /// <summary>Keeps rows [1, N, h].</summary>
    public void Write(Func<TorchSequence, RowStore> store, Tensor rows)
    {
        foreach (var run in Runs)
        {
            store(run.Sequence).Write(run.First, rows[0].narrow(0, run.Offset, run.Count));
        }
    }

    /// <summary>What a layer keeps, where every earlier position is seen.</summary>
    public LayerMemory Memory(Func<TorchSequence, LayerStore> store) => new BatchLayerMemory(this, run => store(run.Sequence), (_, _) => true);

    /// <summary>What a core layer keeps of the step that the rows are in: earlier positions that have not made it are left out.</summary>
    public LayerMemory CoreMemory(int layer) =>
        new BatchLayerMemory(this, run => run.Sequence.Core(run.Depth - 1, layer), (run, position) => run.Sequence.Depth(position) >= run.Depth);
}

/// <summary>Neighbouring rows of one sequence.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="First">Position of the first row.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Offset">Index of the first row in the batch.</param>
/// <param name="Depth">Recurrent steps of each row, the running one included.</param>
internal sealed record RowRun(TorchSequence Sequence, int First, int Count, int Offset, int Depth)
{
    public int End => First + Count;
}
