using DualPath.Model;
using static TorchSharp.torch;

namespace DualPath.Torch.Gradients;

/// <summary>
/// A sandwich block (specification 1.2) forward and backward. Every use of the block in one pass (the core: one per differentiated step) has a slot of its own in
/// the same matrices, so that the gradient of a weight is one product over the rows of all of them.
/// </summary>
internal sealed unsafe class BlockGradients : IDisposable
{
    private readonly ModelConfig _config;
    private readonly WeightSet _weights;
    private readonly string _prefix;
    private readonly bool _attends;
    private readonly int _taps;
    private readonly int _h;
    private readonly int _inner;
    private readonly List<Slab> _slabs = [];

    // What the backward pass needs of the forward one. Letters as in the specification: x, a = x + attention, x' = norm_2(a), b = x' + MLP.
    private readonly Slab _x;
    private readonly Slab _a;
    private readonly Slab _middle;
    private readonly Slab _b;
    private readonly Slab _inverses;
    private readonly Slab _attended;
    private readonly Slab _qkv;
    private readonly Slab _attentionWeights;
    private readonly Slab _mixed;
    private readonly Slab _mlpIn;
    private readonly Slab _gateAndValue;
    private readonly Slab _gated;

    // Gradients at the outputs of the four matrices, kept for the products at the end.
    private readonly Slab _dQkv;
    private readonly Slab _dAttentionOut;
    private readonly Slab _dGateAndValue;
    private readonly Slab _dMlpOut;
    private readonly Scratch _scratch;

    public BlockGradients(ModelConfig config, WeightSet weights, string prefix, int taps, int capacity, int slots, Scratch scratch, long attentionWeights)
    {
        (_config, _weights, _prefix, _taps, _scratch) = (config, weights, prefix, taps, scratch);
        (_h, _inner) = (config.HiddenSize, config.IntermediateSize);
        _attends = weights.Has($"{prefix}.attn.Wqkv.weight");
        long rows = (long)capacity * slots;
        long attending = _attends ? rows : 1;
        _x = New(rows, _h, ScalarType.Float32);
        _a = New(attending, _h, ScalarType.Float32);
        _middle = New(rows, _h, ScalarType.Float32);
        _b = New(rows, _h, ScalarType.Float32);
        _inverses = New(4, rows, ScalarType.Float32);
        _attended = New(attending, _h, ScalarType.BFloat16);
        _qkv = New(attending, 3 * _h, ScalarType.Float32);
        _attentionWeights = New(_attends ? slots : 1, _attends ? attentionWeights : 1, ScalarType.Float32);
        _mixed = New(attending, _h, ScalarType.BFloat16);
        _mlpIn = New(rows, _h, ScalarType.BFloat16);
        _gateAndValue = New(rows, 2 * _inner, ScalarType.BFloat16);
        _gated = New(rows, _inner, ScalarType.BFloat16);
        _dQkv = New(attending, 3 * _h, ScalarType.BFloat16);
        _dAttentionOut = New(attending, _h, ScalarType.BFloat16);
        _dGateAndValue = New(rows, 2 * _inner, ScalarType.BFloat16);
        _dMlpOut = New(rows, _h, ScalarType.BFloat16);
    }

    /// <summary>Where the input of a use is to be written, fp32 [rows, h].</summary>
    public float* Input(long slot, int rows) => _x.Row(slot * rows);

    /// <summary>Runs the block on what <see cref="Input"/> holds.</summary>
    /// <param name="slot">Which use of the block this is.</param>
    /// <param name="sequences">Sequences in the rows.</param>
    /// <param name="tokens">Rows of a sequence.</param>
    /// <param name="output">fp32 [rows, h].</param>
    public void Forward(long slot, int sequences, int tokens, float* output)
    {
        int rows = sequences * tokens;
        long at = slot * rows;
        float* residual = _x.Row(at);
        if (_attends)
        {
            Attend(slot, sequences, tokens);
            residual = _a.Row(at);
        }

        RowKernels.RmsNorm(residual, Gain(2), _middle.Row(at), null, Inverse(1, at), rows, _h, _config.NormEpsilon);
        RowKernels.RmsNorm(_middle.Row(at), Gain(3), null, _mlpIn.HalfRow(at), Inverse(2, at), rows, _h, _config.NormEpsilon);
        Multiply(_mlpIn.Rows(at, rows), Weight("mlp.fc"), _gateAndValue.Rows(at, rows));
        RowKernels.Gate(_gateAndValue.HalfRow(at), _gated.HalfRow(at), rows, _inner);
        Multiply(_gated.Rows(at, rows), Weight("mlp.proj"), _scratch.Half.Rows(0, rows));
        RowKernels.Add(_middle.Row(at), _scratch.Half.Halves, _b.Row(at), (long)rows * _h);
        RowKernels.RmsNorm(_b.Row(at), Gain(4), output, null, Inverse(3, at), rows, _h, _config.NormEpsilon);
    }

    /// <summary>Goes back through one use. <paramref name="d"/> holds the gradient of the output and receives that of the input.</summary>
    public void Backward(long slot, int sequences, int tokens, float* d)
    {
        int rows = sequences * tokens;
        long at = slot * rows;
        float* other = _scratch.Float.Floats;
        RowKernels.RmsNormBackward(_b.Row(at), Inverse(3, at), Gain(4), d, other, GainGradient(4), rows, _h, accumulate: false);
        RowKernels.Halve(other, _dMlpOut.HalfRow(at), (long)rows * _h);
        MultiplyBack(_dMlpOut.Rows(at, rows), Weight("mlp.proj"), _scratch.HalfInner.Rows(0, rows));
        RowKernels.GateBackward(_gateAndValue.HalfRow(at), _scratch.HalfInner.Halves, _dGateAndValue.HalfRow(at), rows, _inner);
        MultiplyBack(_dGateAndValue.Rows(at, rows), Weight("mlp.fc"), _scratch.Half.Rows(0, rows));
        RowKernels.RmsNormBackward(
            _middle.Row(at), Inverse(2, at), Gain(3), _scratch.Half.Halves, _scratch.Float2.Floats, other, GainGradient(3), rows, _h, accumulate: true);
        RowKernels.RmsNormBackward((_attends ? _a : _x).Row(at), Inverse(1, at), Gain(2), other, d, GainGradient(2), rows, _h, accumulate: false);
        if (_attends)
        {
            AttendBackward(slot, sequences, tokens, d);
        }
    }

    /// <summary>The products that give the gradients of the matrices, over all uses that were gone back through.</summary>
    public void AddWeightGradients(int rows, int slots)
    {
        long all = (long)rows * slots;
        using var scope = NewDisposeScope();
        _weights.AddProduct($"{_prefix}.mlp.proj.weight", _dMlpOut.Rows(0, all), _gated.Rows(0, all));
        _weights.AddProduct($"{_prefix}.mlp.fc.weight", _dGateAndValue.Rows(0, all), _mlpIn.Rows(0, all));
        if (_attends)
        {
            _weights.AddProduct($"{_prefix}.attn.proj.weight", _dAttentionOut.Rows(0, all), _mixed.Rows(0, all));
            _weights.AddProduct($"{_prefix}.attn.Wqkv.weight", _dQkv.Rows(0, all), _attended.Rows(0, all));
        }
    }

    public void Dispose() => _slabs.ForEach(slab => slab.Dispose());

    internal static void Multiply(Tensor x, Slab weight, Tensor y)
    {
        using var transposed = weight.Tensor.transpose(0, 1);
        y.addmm_(x, transposed, 0, 1);
        x.Dispose();
        y.Dispose();
    }

    internal static void MultiplyBack(Tensor dy, Slab weight, Tensor dx)
    {
        dx.addmm_(dy, weight.Tensor, 0, 1);
        dx.Dispose();
        dy.Dispose();
    }

    private void Attend(long slot, int sequences, int tokens)
    {
        int rows = sequences * tokens;
        long at = slot * rows;
        NormAndConvolve(at, sequences, tokens, _scratch.Float.Floats, _attended.HalfRow(at));
        Multiply(_attended.Rows(at, rows), Weight("attn.Wqkv"), _scratch.HalfQkv.Rows(0, rows));
        RowKernels.Rotate(_scratch.HalfQkv.Halves, Bias(_weights.Float), _scratch.Turns.Floats, _qkv.Row(at), rows, tokens, _h, _config.HeadSize);
        _scratch.Attention.Forward(_qkv.Row(at), _attentionWeights.Row(slot), _mixed.HalfRow(at), sequences, tokens, _config.Heads);
        Multiply(_mixed.Rows(at, rows), Weight("attn.proj"), _scratch.Half.Rows(0, rows));
        RowKernels.Add(_x.Row(at), _scratch.Half.Halves, _a.Row(at), (long)rows * _h);
    }

    // d holds the gradient of a; the part through x is there already.
    private void AttendBackward(long slot, int sequences, int tokens, float* d)
    {
        int rows = sequences * tokens;
        long at = slot * rows;
        float* normed = _scratch.Float.Floats;
        float* dMixed = _scratch.Float2.Floats;
        RowKernels.Halve(d, _dAttentionOut.HalfRow(at), (long)rows * _h);
        MultiplyBack(_dAttentionOut.Rows(at, rows), Weight("attn.proj"), _scratch.Half.Rows(0, rows));
        RowKernels.Widen(_scratch.Half.Halves, dMixed, (long)rows * _h);
        _scratch.Attention.Backward(_qkv.Row(at), _attentionWeights.Row(slot), dMixed, _scratch.FloatQkv.Floats, sequences, tokens, _config.Heads);
        RowKernels.RotateBackward(
            _scratch.FloatQkv.Floats, Bias(_weights.Gradient), _scratch.Turns.Floats, _dQkv.HalfRow(at), rows, tokens, _h, _config.HeadSize);
        MultiplyBack(_dQkv.Rows(at, rows), Weight("attn.Wqkv"), _scratch.Half.Rows(0, rows));
        float* dNormed = _scratch.Float2.Floats;
        RowKernels.Widen(_scratch.Half.Halves, dNormed, (long)rows * _h);
        if (_taps > 0)
        {
            RowKernels.RmsNorm(_x.Row(at), Gain(1), normed, null, Inverse(0, at), rows, _h, _config.NormEpsilon);
            float* dConvolved = _scratch.Float3.Floats;
            RowKernels.ConvolveBackward(normed, Taps(_weights.Float), dNormed, dConvolved, Taps(_weights.Gradient), sequences, tokens, _h, _taps);
            dNormed = dConvolved;
        }

        RowKernels.RmsNormBackward(_x.Row(at), Inverse(0, at), Gain(1), dNormed, d, GainGradient(1), rows, _h, accumulate: true);
    }

    private void NormAndConvolve(long at, int sequences, int tokens, float* normed, ushort* result)
    {
        int rows = sequences * tokens;
        RowKernels.RmsNorm(_x.Row(at), Gain(1), _taps > 0 ? normed : null, _taps > 0 ? null : result, Inverse(0, at), rows, _h, _config.NormEpsilon);
        if (_taps > 0)
        {
            RowKernels.Convolve(normed, Taps(_weights.Float), null, result, sequences, tokens, _h, _taps);
        }
    }

    private float* Inverse(int norm, long at) => _inverses.Row(norm) + at;

    private float* Gain(int norm) => _weights.Float($"{_prefix}.norm_{norm}.weight").Floats;

    private float* GainGradient(int norm) => _weights.Gradient($"{_prefix}.norm_{norm}.weight").Floats;

    private Slab Weight(string name) => _weights.Half($"{_prefix}.{name}.weight");

    private float* Taps(Func<string, Slab> of) => of($"{_prefix}.attn.canon.weight").Floats;

    private float* Bias(Func<string, Slab> of) => _config.QkBias ? of($"{_prefix}.attn.qk_bias").Floats : null;

    private Slab New(long rows, long columns, ScalarType type)
    {
        var slab = new Slab(rows, columns, type);
        _slabs.Add(slab);
        return slab;
    }
}
