using DualPath.Torch.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>What one layer keeps of all sequences of a batch.</summary>
/// <param name="batch">The rows.</param>
/// <param name="store">Where the layer keeps a run's rows.</param>
/// <param name="sees">Whether a run sees an earlier position.</param>
internal sealed class BatchLayerMemory(RowBatch batch, Func<RowRun, LayerStore> store, Func<RowRun, int, bool> sees) : LayerMemory
{
    public override Tensor Turn(RotaryEmbedding rotary, Tensor queriesAndKeys) => rotary.Apply(queriesAndKeys, batch.Positions);

    public override Tensor Convolve(Tensor x, Tensor weight)
    {
        int taps = (int)weight.shape[1];
        foreach (var run in batch.Runs)
        {
            store(run).Inputs.Write(run.First, Of(run, x));
        }

        return cat([.. batch.Runs.Select(run => CausalConvolution.Add(Of(run, x).unsqueeze(0), weight, Preceded(run, taps - 1).unsqueeze(0)))], 1);
    }

    public override Tensor Attend(Tensor queries, Tensor keys, Tensor values)
    {
        // All are kept before any row attends: the runs of one sequence see each other.
        foreach (var run in batch.Runs)
        {
            store(run).Keys.Write(run.First, Of(run, keys));
            store(run).Values.Write(run.First, Of(run, values));
        }

        return cat([.. batch.Runs.Select(run => Attend(run, Of(run, queries)))], 1);
    }

    private static Tensor Of(RowRun run, Tensor rows) => rows[0].narrow(0, run.Offset, run.Count);

    /// <summary>The inputs of a run with those before it, zeros before the first token and for what the run does not see.</summary>
    private Tensor Preceded(RowRun run, int reach)
    {
        var inputs = store(run).Inputs;
        var nothing = zeros_like(inputs.Read(run.First, 1));
        var before = Enumerable.Range(run.First - reach, reach)
            .Select(position => position >= 0 && sees(run, position) ? inputs.Read(position, 1) : nothing);
        return cat([.. before, inputs.Read(run.First, run.Count)]);
    }

    /// <param name="run">The run.</param>
    /// <param name="queries">[n, H, d].</param>
    /// <returns>[1, n, H, d].</returns>
    private Tensor Attend(RowRun run, Tensor queries)
    {
        var keys = store(run).Keys.Read(0, run.End);
        var values = store(run).Values.Read(0, run.End);
        return nn.functional.scaled_dot_product_attention(Heads(queries), Heads(keys), Heads(values), attn_mask: Mask(run)).transpose(1, 2);

        static Tensor Heads(Tensor rows) => rows.transpose(0, 1).unsqueeze(0);
    }

    /// <summary>Which positions each row of a run sees [n, positions]: those up to its own; null if there is one row and it sees all.</summary>
    private Tensor? Mask(RowRun run)
    {
        bool[] seen = [.. Enumerable.Range(0, run.End).Select(position => position >= run.First || sees(run, position))];
        if (run.Count == 1 && seen.All(visible => visible))
        {
            return null;
        }

        var visible = tensor(seen, device: batch.Positions.device);
        return visible.unsqueeze(0).logical_and(ones(run.Count, run.End, dtype: ScalarType.Bool, device: batch.Positions.device).tril(run.First));
    }
}
