using DualPath.Model;
using DualPath.Model.Weights;
using static TorchSharp.torch;

namespace DualPath.Torch.Gradients;

/// <summary>
/// Loss and gradients of one micro-batch, written out by hand for the architecture that is trained here: torch multiplies matrices in bf16, everything between
/// is done by fused kernels on memory that is allocated once. Gives what automatic differentiation of <see cref="RecurrentDepthNetwork"/> gives (tested), several
/// times as fast on a processor. For one thread.
/// </summary>
public sealed unsafe class GradientPass : IDisposable
{
    private readonly ModelConfig _config;
    private readonly int _capacity;
    private readonly int _mostTokens;
    private readonly int _slots;
    private readonly int _h;
    private readonly WeightSet _weights;
    private readonly Scratch _scratch;
    private readonly BlockGradients[] _prelude;
    private readonly BlockGradients[] _core;
    private readonly BlockGradients[] _coda;
    private readonly List<Slab> _slabs = [];
    private readonly Slab _embedded;
    private readonly Slab _convolved;
    private readonly Slab _input;
    private readonly Slab _inputHalf;
    private readonly Slab _injected;
    private readonly Slab _state;
    private readonly Slab _states;
    private readonly Slab _dAdapter;
    private readonly Slab _d;
    private readonly Slab _dInjected;
    private readonly Slab _chosen;
    private readonly Slab _latent;
    private readonly Slab _latentInverse;
    private readonly Slab _codaOut;
    private readonly Slab _codaInverse;
    private readonly Slab _output;

    /// <param name="config">An architecture for which <see cref="Supports"/> says yes.</param>
    /// <param name="capacity">Most rows (sequences times tokens) of a micro-batch.</param>
    /// <param name="mostTokens">Most tokens of a sequence.</param>
    public GradientPass(ModelConfig config, int capacity, int mostTokens)
    {
        if (!Supports(config))
        {
            throw new ArgumentException("The widths of model, MLP and heads must be multiples of 16, the coda must not attend, and the core must have no experts.", nameof(config));
        }

        (_config, _capacity, _mostTokens, _slots, _h) = (config, capacity, mostTokens, config.MeanBackpropDepth, config.HiddenSize);
        _weights = new WeightSet(config);
        _scratch = new Scratch(config, capacity, mostTokens);
        long attention = AttentionKernel.Weights(1, config.Heads, mostTokens) / mostTokens * capacity;
        _prelude = Blocks("prelude", config.PreludeLayers, taps: 0, slots: 1);
        _core = Blocks("core_block", config.CoreLayers, config.CanonTapsCore, _slots);
        _coda = Blocks("coda", config.CodaLayers, taps: 0, slots: 1);
        _embedded = New(capacity, ScalarType.Float32);
        _convolved = New(capacity, ScalarType.Float32);
        _input = New(capacity, ScalarType.Float32);
        _inputHalf = New(capacity, ScalarType.BFloat16);
        _injected = New(capacity, ScalarType.BFloat16);
        _state = New(capacity, ScalarType.Float32);
        _states = New((long)capacity * _slots, ScalarType.BFloat16);
        _dAdapter = New((long)capacity * _slots, ScalarType.BFloat16);
        _d = New(capacity, ScalarType.Float32);
        _dInjected = New(capacity, ScalarType.Float32);
        _chosen = New(capacity, ScalarType.Float32);
        _latent = New(capacity, ScalarType.Float32);
        _latentInverse = New(1, ScalarType.Float32, capacity);
        _codaOut = New(capacity, ScalarType.Float32);
        _codaInverse = New(1, ScalarType.Float32, capacity);
        _output = New(capacity, ScalarType.Float32);

        BlockGradients[] Blocks(string room, int layers, int taps, int slots) =>
            [.. Enumerable.Range(0, layers).Select(i => new BlockGradients(config, _weights, TensorCatalog.Block(room, i), taps, capacity, slots, _scratch, attention))];
    }

    /// <summary>Whether an architecture can be trained this way.</summary>
    public static bool Supports(ModelConfig config) =>
        !config.CodaAttention && config.CoreExperts == 0 && config.HiddenSize % Lanes.Count == 0 && config.IntermediateSize % Lanes.Count == 0 && config.HeadSize % Lanes.Count == 0;

    /// <summary>Runs forward and backward.</summary>
    /// <param name="parameters">The weights by name.</param>
    /// <param name="ids">Token ids [B, T], row-major.</param>
    /// <param name="sequences">B.</param>
    /// <param name="initialState">s_0 [B·T, h]; empty for zeros.</param>
    /// <param name="steps">Recurrent steps; the last of them, up to the model's mean backpropagation depth, are differentiated.</param>
    /// <param name="rows">Rows (of B·T) to predict from.</param>
    /// <param name="labels">The token to predict at each.</param>
    /// <param name="weights">The weight of each one's cross-entropy in the loss.</param>
    public GradientPassResult Run(
        IReadOnlyDictionary<string, Tensor> parameters, ReadOnlySpan<long> ids, int sequences, ReadOnlySpan<float> initialState, int steps, ReadOnlySpan<long> rows,
        ReadOnlySpan<long> labels, ReadOnlySpan<float> weights)
    {
        int count = ids.Length;
        int tokens = count / sequences;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, _mostTokens);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _weights.Read(parameters);
        Embed(ids, sequences, tokens);
        int differentiated = Math.Min(steps, _slots);
        Recur(initialState, sequences, tokens, steps - differentiated, differentiated);
        var (losses, best) = Predict(rows, labels, weights);
        RecurBackward(sequences, tokens, differentiated);
        EmbedBackward(ids, sequences, tokens);
        var gradients = _weights.TakeGradients();
        foreach (var gradient in gradients)
        {
            gradient.MoveToOuterDisposeScope();
        }

        return new GradientPassResult(losses, best, gradients);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _prelude.Concat(_core).Concat(_coda))
        {
            block.Dispose();
        }

        _slabs.ForEach(slab => slab.Dispose());
        _scratch.Dispose();
        _weights.Dispose();
    }

    private void Embed(ReadOnlySpan<long> ids, int sequences, int tokens)
    {
        var table = _weights.Float(TensorCatalog.Embedding);
        for (int row = 0; row < ids.Length; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(
                new ReadOnlySpan<float>(table.Row(ids[row]), _h), _config.EmbeddingScale, new Span<float>(_embedded.Row(row), _h));
        }

        float* first = _prelude.Length > 0 ? _prelude[0].Input(0, ids.Length) : _input.Floats;
        if (_config.CanonTapsEmbedding > 0)
        {
            RowKernels.Convolve(_embedded.Floats, _weights.Float(TensorCatalog.Canon).Floats, first, null, sequences, tokens, _h, _config.CanonTapsEmbedding);
        }
        else
        {
            Copy(_embedded.Floats, first, (long)ids.Length * _h);
        }

        for (int i = 0; i < _prelude.Length; i++)
        {
            _prelude[i].Forward(0, sequences, tokens, i + 1 < _prelude.Length ? _prelude[i + 1].Input(0, ids.Length) : _input.Floats);
        }

        RowKernels.Halve(_input.Floats, _inputHalf.Halves, (long)ids.Length * _h);
        Adapter(_h, _inputHalf.Rows(0, ids.Length), _injected.Rows(0, ids.Length));
    }

    private void Recur(ReadOnlySpan<float> initialState, int sequences, int tokens, int free, int differentiated)
    {
        int count = sequences * tokens;
        var state = new Span<float>(_state.Floats, count * _h);
        if (initialState.IsEmpty)
        {
            state.Clear();
        }
        else
        {
            initialState.CopyTo(state);
        }

        // The free steps use the first slot, which the first differentiated step then overwrites.
        for (int step = 0; step < free + differentiated; step++)
        {
            long slot = Math.Max(0, step - free);
            float* input = _core[0].Input(slot, count);
            RowKernels.Halve(_state.Floats, _states.HalfRow(slot * count), (long)count * _h);
            Adapter(0, _states.Rows(slot * count, count), _scratch.Half.Rows(0, count));
            RowKernels.Widen(_scratch.Half.Halves, input, (long)count * _h);
            RowKernels.Add(input, _injected.Halves, input, (long)count * _h);
            for (int i = 0; i < _core.Length; i++)
            {
                _core[i].Forward(slot, sequences, tokens, i + 1 < _core.Length ? _core[i + 1].Input(slot, count) : _state.Floats);
            }
        }
    }

    /// <summary>Coda, output and loss at the chosen rows, and back to the gradient of the last state, in <c>_d</c>.</summary>
    private (float[] Losses, long[] Best) Predict(ReadOnlySpan<long> rows, ReadOnlySpan<long> labels, ReadOnlySpan<float> weights)
    {
        int count = rows.Length;
        for (int i = 0; i < count; i++)
        {
            Copy(_state.Row(rows[i]), _chosen.Row(i), _h);
        }

        float* gain = _weights.Float(TensorCatalog.FinalNorm).Floats;
        float* dgain = _weights.Gradient(TensorCatalog.FinalNorm).Floats;
        float* first = _coda.Length > 0 ? _coda[0].Input(0, count) : _codaOut.Floats;
        RowKernels.RmsNorm(_chosen.Floats, gain, first, null, _latentInverse.Floats, count, _h, _config.NormEpsilon);
        for (int i = 0; i < _coda.Length; i++)
        {
            _coda[i].Forward(0, count, 1, i + 1 < _coda.Length ? _coda[i + 1].Input(0, count) : _codaOut.Floats);
        }

        RowKernels.RmsNorm(_codaOut.Floats, gain, _output.Floats, null, _codaInverse.Floats, count, _h, _config.NormEpsilon);
        var embedding = _weights.Float(TensorCatalog.Embedding).Tensor;
        var output = _output.Rows(0, count);
        var logits = output.mm(embedding.transpose(0, 1));
        var probabilities = nn.functional.log_softmax(logits, 1);
        var target = tensor(labels.ToArray()).unsqueeze(1);
        float[] losses = [.. (-probabilities.gather(1, target)).data<float>().ToArray()];
        long[] best = logits.argmax(1).data<long>().ToArray();

        // d cross-entropy / d logits = softmax − one-hot, per row times its weight.
        var weight = tensor(weights.ToArray()).unsqueeze(1);
        var dlogits = probabilities.exp_().mul_(weight).scatter_add_(1, target, -weight);
        _weights.Gradient(TensorCatalog.Embedding).Tensor.Increase(dlogits.transpose(0, 1).mm(output));
        Copy(dlogits.mm(embedding), _latent, count);
        RowKernels.RmsNormBackward(_codaOut.Floats, _codaInverse.Floats, gain, _latent.Floats, _output.Floats, dgain, count, _h, accumulate: false);
        for (int i = _coda.Length - 1; i >= 0; i--)
        {
            _coda[i].Backward(0, count, 1, _output.Floats);
            _coda[i].AddWeightGradients(count, 1);
        }

        RowKernels.RmsNormBackward(_chosen.Floats, _latentInverse.Floats, gain, _output.Floats, _latent.Floats, dgain, count, _h, accumulate: false);
        _d.Tensor.zero_();
        for (int i = 0; i < count; i++)
        {
            RowKernels.Add(_d.Row(rows[i]), _latent.Row(i), _h);
        }

        return (losses, best);
    }

    /// <summary>From the gradient of the last state back to those of the core, the adapter and the embedded input; the latter replaces it in <c>_d</c>.</summary>
    private void RecurBackward(int sequences, int tokens, int differentiated)
    {
        int count = sequences * tokens;
        _dInjected.Tensor.zero_();
        for (long slot = differentiated - 1; slot >= 0; slot--)
        {
            for (int i = _core.Length - 1; i >= 0; i--)
            {
                _core[i].Backward(slot, sequences, tokens, _d.Floats);
            }

            RowKernels.Add(_dInjected.Floats, _d.Floats, (long)count * _h);
            RowKernels.Halve(_d.Floats, _dAdapter.HalfRow(slot * count), (long)count * _h);
            if (slot > 0)
            {
                AdapterBackward(0, _dAdapter.Rows(slot * count, count));
                RowKernels.Widen(_scratch.Half.Halves, _d.Floats, (long)count * _h);
            }
        }

        foreach (var block in _core)
        {
            block.AddWeightGradients(count, differentiated);
        }

        long all = (long)count * differentiated;
        _weights.AddProduct(TensorCatalog.Adapter, _dAdapter.Rows(0, all), _states.Rows(0, all));
        RowKernels.Halve(_dInjected.Floats, _dAdapter.Halves, (long)count * _h);
        _weights.AddProduct(TensorCatalog.Adapter, _dAdapter.Rows(0, count), _inputHalf.Rows(0, count), firstColumn: _h);
        AdapterBackward(_h, _dAdapter.Rows(0, count));
        RowKernels.Widen(_scratch.Half.Halves, _d.Floats, (long)count * _h);
    }

    private void EmbedBackward(ReadOnlySpan<long> ids, int sequences, int tokens)
    {
        for (int i = _prelude.Length - 1; i >= 0; i--)
        {
            _prelude[i].Backward(0, sequences, tokens, _d.Floats);
            _prelude[i].AddWeightGradients(ids.Length, 1);
        }

        float* d = _d.Floats;
        if (_config.CanonTapsEmbedding > 0)
        {
            RowKernels.ConvolveBackward(
                _embedded.Floats, _weights.Float(TensorCatalog.Canon).Floats, d, _convolved.Floats, _weights.Gradient(TensorCatalog.Canon).Floats, sequences, tokens, _h,
                _config.CanonTapsEmbedding);
            d = _convolved.Floats;
        }

        var gradient = _weights.Gradient(TensorCatalog.Embedding);
        for (int row = 0; row < ids.Length; row++, d += _h)
        {
            var target = new Span<float>(gradient.Row(ids[row]), _h);
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(d, _h), _config.EmbeddingScale, target, target);
        }
    }

    private void Adapter(int firstColumn, Tensor x, Tensor y)
    {
        using var half = _weights.Half(TensorCatalog.Adapter).Tensor.narrow(1, firstColumn, _h);
        using var transposed = half.transpose(0, 1);
        y.addmm_(x, transposed, 0, 1);
        x.Dispose();
        y.Dispose();
    }

    private void AdapterBackward(int firstColumn, Tensor dy)
    {
        using var half = _weights.Half(TensorCatalog.Adapter).Tensor.narrow(1, firstColumn, _h);
        using var dx = _scratch.Half.Rows(0, dy.shape[0]);
        dx.addmm_(dy, half, 0, 1);
        dy.Dispose();
    }

    private static void Copy(float* source, float* destination, long count) => Buffer.MemoryCopy(source, destination, count * 4, count * 4);

    private static void Copy(Tensor source, Slab destination, int rows) => destination.Tensor.narrow(0, 0, rows).copy_(source);

    private Slab New(long rows, ScalarType type, long? columns = null)
    {
        var slab = new Slab(rows, columns ?? _h, type);
        _slabs.Add(slab);
        return slab;
    }
}

/// <summary>What one micro-batch gives.</summary>
/// <param name="Losses">Cross-entropy of each prediction.</param>
/// <param name="Best">The most likely token of each.</param>
/// <param name="Gradients">Of the weighted sum of the losses, one per parameter in ordinal order of the names.</param>
public sealed record GradientPassResult(float[] Losses, long[] Best, IReadOnlyList<Tensor> Gradients);
