using DualPath.Model;
using static TorchSharp.torch;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>What one core layer keeps at one recurrent step, for all sequences: room for every position, taken once.</summary>
internal sealed class TorchCoreCache
{
    private readonly int _taps;

    // [rows, H, positions, d]: as the attention reads them.
    private readonly Tensor _keys;
    private readonly Tensor _values;

    // Inputs of the convolution [rows, taps − 1 + positions, h]; those before the first token are zero.
    private readonly Tensor? _inputs;

    public TorchCoreCache(ModelConfig config, CoreStepShape shape, TorchTensors kept)
    {
        _taps = config.CanonTapsCore;
        _keys = kept.Keep(zeros(shape.Rows, config.Heads, shape.Positions, config.HeadSize));
        _values = kept.Keep(zeros(shape.Rows, config.Heads, shape.Positions, config.HeadSize));
        _inputs = _taps > 0 ? kept.Keep(zeros(shape.Rows, _taps - 1 + shape.Positions, config.HiddenSize)) : null;
    }

    public void CopyFrom(TorchCoreCache other)
    {
        _keys.copy_(other._keys);
        _values.copy_(other._values);
        _inputs?.copy_(other._inputs!);
    }

    /// <summary>Keeps the rows [rows, h] and gives them with those before, oldest first [rows, taps, h].</summary>
    public Tensor WithPreceding(Tensor x, int position)
    {
        _inputs!.select(1, _taps - 1 + position).copy_(x);
        return _inputs.narrow(1, position, _taps);
    }

    /// <summary>Keeps keys and values [rows, H, d] and gives all up to this position [rows, H, position + 1, d].</summary>
    public (Tensor Keys, Tensor Values) Extend(Tensor keys, Tensor values, int position)
    {
        _keys.select(2, position).copy_(keys);
        _values.select(2, position).copy_(values);
        return (_keys.narrow(2, 0, position + 1), _values.narrow(2, 0, position + 1));
    }
}
