using DualPath.Model.Weights;
using DualPath.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>
/// The recurrent step on eager TorchSharp, as fast as it can be written there without changing the network: the weights and the
/// prelude of <see cref="RecurrentDepthNetwork"/>, with contiguous caches and in-place operations. The decoding loops of
/// DualPath.Torch keep one small tensor per position, to be read against the specification, and would be too easy to beat. One row
/// per sequence, all at the same position and step, which is the case batched tensors like best: no mask, no padding.
/// </summary>
internal sealed class TorchCoreStep : IDisposable
{
    private readonly CoreStepShape _shape;
    private readonly TorchTensors _kept = new();
    private readonly TorchCoreBlock[] _blocks;
    private readonly Tensor _adapterState;
    private readonly Tensor _injected;
    private readonly Tensor _zero;

    // [step][layer]
    private readonly TorchCoreCache[][] _caches;

    /// <param name="network">The network.</param>
    /// <param name="shape">The shape of a pass.</param>
    /// <param name="compute">Element type of the matrix products; all else is fp32.</param>
    /// <param name="context">Whose context to copy; null computes it.</param>
    public TorchCoreStep(RecurrentDepthNetwork network, CoreStepShape shape, ScalarType compute, TorchCoreStep? context = null)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _shape = shape;
        var config = network.Config;
        var rotary = tensor(network.RotaryCosineAndSine(shape.Positions)).reshape(shape.Positions, 1, 1, config.HeadSize / 2, 2);
        _blocks = [.. Enumerable.Range(0, config.CoreLayers).Select(layer => new TorchCoreBlock(network, layer, view_as_complex(rotary), compute, _kept))];
        _adapterState = _kept.Matrix(network.Parameters[TensorCatalog.Adapter].narrow(1, 0, config.HiddenSize), compute);
        _injected = _kept.Keep(network.Begin().Embed(Ids(network, shape)).Injected);
        _zero = _kept.Keep(zeros(shape.Rows, config.HiddenSize));
        _caches = [.. Enumerable.Range(0, shape.Steps).Select(_ => _blocks.Select(_ => new TorchCoreCache(config, shape, _kept)).ToArray())];
        if (context is null)
        {
            for (int position = 0; position < shape.Last; position++)
            {
                Run(position);
            }
        }
        else
        {
            foreach (var (own, other) in _caches.SelectMany(layers => layers).Zip(context._caches.SelectMany(layers => layers)))
            {
                own.CopyFrom(other);
            }
        }
    }

    /// <summary>What is added to the adapter's product, the same at every step [rows, positions, h].</summary>
    public Tensor Injected => _injected;

    /// <summary>The same rows by DualPath.Torch itself, without any cache: [steps, rows, h] after each step.</summary>
    public static float[] Reference(RecurrentDepthNetwork network, CoreStepShape shape)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var pass = network.Begin();
        var embedded = pass.Embed(Ids(network, shape));
        var state = zeros_like(embedded.Value);
        var states = new List<float>();
        for (int step = 0; step < shape.Steps; step++)
        {
            state = pass.Step(state, embedded);
            states.AddRange(Floats(state.select(1, shape.Last)));
        }

        return [.. states];
    }

    /// <summary>All steps of the measured rows.</summary>
    public void Run() => Run(_shape.Last);

    /// <summary>The rows' latent states [steps, rows, h] after each step.</summary>
    public float[] States()
    {
        var states = new List<float>();
        Run(_shape.Last, state => states.AddRange(Floats(state)));
        return [.. states];
    }

    public void Dispose() => _kept.Dispose();

    private static Tensor Ids(RecurrentDepthNetwork network, CoreStepShape shape) =>
        tensor(shape.Tokens(network.Config.VocabularySize).SelectMany(tokens => tokens).Select(token => (long)token).ToArray())
            .reshape(shape.Rows, shape.Positions);

    private static float[] Floats(Tensor x) => x.contiguous().data<float>().ToArray();

    private void Run(int position, Action<Tensor>? afterStep = null)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var injected = _injected.select(1, position);
        var state = _zero;
        for (int step = 0; step < _shape.Steps; step++)
        {
            // A scope per step, as a loop of unknown length would need it.
            using var inner = NewDisposeScope();
            var x = TorchTensors.Linear(state, _adapterState).add_(injected);
            for (int layer = 0; layer < _blocks.Length; layer++)
            {
                x = _blocks[layer].Apply(x, _caches[step][layer], position);
            }

            state = x.MoveToOuterDisposeScope();
            afterStep?.Invoke(state);
        }
    }
}
