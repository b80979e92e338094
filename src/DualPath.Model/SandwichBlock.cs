using DualPath.Model.Kernels;
using DualPath.Model.KvCache;
using DualPath.Model.Weights;

namespace DualPath.Model;

/// <summary>
/// One block of the network (specification 1.2) over the rows in the workspace's residual stream:
/// <code>
/// a = x + Attn(norm_1(x));  x̂ = norm_2(a);  b = x̂ + MLP(norm_3(x̂));  out = norm_4(b)
/// </code>
/// without attention, a = x; with experts, MLP is <see cref="ExpertMlp"/>. With convolution taps the attention reads n_t + Σ_j w_j·n_(t−j), n = norm_1(x).
/// </summary>
internal sealed unsafe class SandwichBlock(RecurrentDepthModel model, Workspace work)
{
    private readonly ModelConfig _config = model.Config;
    private readonly Kernel _kernel = model.Kernel;
    private readonly ExpertMlp? _experts = model.Config.CoreExperts > 0 ? new ExpertMlp(model, work) : null;

    /// <summary>Runs a block; the stream [rows, h] is replaced by its output.</summary>
    public void Run(BlockWeights weights, LayerKind kind, int layer, ReadOnlySpan<Row> rows)
    {
        if (weights.Qkv is not null)
        {
            Attend(weights, kind, layer, rows);
        }

        int h = _config.HiddenSize;
        int inner = weights.MlpOut.Columns;
        float epsilon = _config.NormEpsilon;
        for (int i = 0; i < rows.Length; i++)
        {
            float* x = work.Stream + ((long)i * h);
            _kernel.RmsNorm(x, weights.Norm2.Data, x, h, epsilon);
            _kernel.RmsNorm(x, weights.Norm3.Data, work.Normed + ((long)i * h), h, epsilon);
        }

        _kernel.Multiply(work.Normed, h, rows.Length, weights.MlpIn, work.Inner, 2 * inner);
        for (int i = 0; i < rows.Length; i++)
        {
            float* gate = work.Inner + ((long)i * 2 * inner);
            _kernel.Gate(gate, gate, inner);
        }

        _kernel.Multiply(work.Inner, 2 * inner, rows.Length, weights.MlpOut, work.Stream, h, accumulate: true);
        if (weights.Experts is not null)
        {
            _experts!.Add(weights.Experts, rows.Length);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            float* x = work.Stream + ((long)i * h);
            _kernel.RmsNorm(x, weights.Norm4.Data, x, h, epsilon);
        }
    }

    private static int Step(LayerKind kind, Row row) => kind == LayerKind.Core ? row.Sequence.Depths[row.Position] - 1 : 0;

    private void Attend(BlockWeights weights, LayerKind kind, int layer, ReadOnlySpan<Row> rows)
    {
        int h = _config.HiddenSize;
        for (int i = 0; i < rows.Length; i++)
        {
            _kernel.RmsNorm(work.Stream + ((long)i * h), weights.Norm1!.Data, work.Normed + ((long)i * h), h, _config.NormEpsilon);
        }

        if (weights.Canon is not null)
        {
            Convolve(weights.Canon, layer, rows);
        }

        _kernel.Multiply(work.Normed, h, rows.Length, weights.Qkv!, work.Qkv, 3 * h);
        for (int i = 0; i < rows.Length; i++)
        {
            WriteEntry(weights, kind, layer, rows[i], work.Qkv + ((long)i * 3 * h));
        }

        for (int i = 0; i < rows.Length; i++)
        {
            var (sequence, position) = rows[i];
            int count = sequence.Cache.Collect(kind, layer, Step(kind, rows[i]), position, sequence.Depths, work.Entries);
            _kernel.Attend(
                work.Qkv + ((long)i * 3 * h), work.Entries, count, _config.Heads, _config.HeadSize, SequenceCache.Values(h), work.Scores,
                work.Normed + ((long)i * h));
        }

        _kernel.Multiply(work.Normed, h, rows.Length, weights.Projection!, work.Stream, h, accumulate: true);
    }

    /// <summary>Bias and rotation of queries and keys [q | k | v]; keys and values go to the cache.</summary>
    private void WriteEntry(BlockWeights weights, LayerKind kind, int layer, Row row, float* qkv)
    {
        int h = _config.HiddenSize;
        if (weights.QkBias is not null)
        {
            _kernel.Add(qkv, weights.QkBias.Data, 2 * h);
        }

        // Queries and keys lie side by side: 2H heads.
        _kernel.Rotate(qkv, work.Turn(row.Position), 2 * _config.Heads, _config.HeadSize);
        float* entry = row.Sequence.Cache.Ensure(kind, layer, Step(kind, row), row.Position);
        new ReadOnlySpan<float>(qkv + h, h).CopyTo(new Span<float>(entry, h));
        new ReadOnlySpan<float>(qkv + (2 * h), h).CopyTo(new Span<float>(entry + SequenceCache.Values(h), h));
    }

    /// <summary>
    /// The causal depthwise convolution on the normed attention input. The unconvolved rows are kept in the cache, per recurrent step,
    /// because rows of later passes look back on them.
    /// </summary>
    private void Convolve(FloatVector taps, int layer, ReadOnlySpan<Row> rows)
    {
        int h = _config.HiddenSize;
        for (int i = 0; i < rows.Length; i++)
        {
            float* entry = rows[i].Sequence.Cache.Ensure(LayerKind.Core, layer, Step(LayerKind.Core, rows[i]), rows[i].Position);
            new ReadOnlySpan<float>(work.Normed + ((long)i * h), h).CopyTo(new Span<float>(entry + SequenceCache.Inputs(h), h));
        }

        for (int i = 0; i < rows.Length; i++)
        {
            var (sequence, position) = rows[i];
            int step = Step(LayerKind.Core, rows[i]);
            for (int tap = 0; tap < _config.CanonTapsCore && tap <= position; tap++)
            {
                float* entry = sequence.Cache.FindCore(layer, step, position - tap, sequence.Depths[position - tap]);
                if (entry is not null)
                {
                    _kernel.MultiplyAdd(work.Normed + ((long)i * h), taps.Data + ((long)tap * h), entry + SequenceCache.Inputs(h), h);
                }
            }
        }
    }
}
