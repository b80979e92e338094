using System.Runtime.InteropServices;
using DualPath.Model;
using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>One sequence of a <see cref="TorchNetwork"/>: its tokens here, its states, keys and values on the device.</summary>
internal sealed class TorchSequence : ISequence
{
    private readonly ModelConfig _config;
    private readonly Device _device;
    private readonly List<int> _tokens = [];
    private readonly List<int> _depths = [];
    private readonly List<float> _convergence = [];
    private readonly LayerStore[] _prelude;
    private readonly LayerStore[] _coda;
    private readonly List<LayerStore> _core = [];
    private float[]? _states;
    private bool _disposed;

    public TorchSequence(ModelConfig config, Device device)
    {
        (_config, _device) = (config, device);
        Embeddings = new LayerStore(config, device);
        Injected = new RowStore([config.HiddenSize], device);
        States = new RowStore([config.HiddenSize], device);
        _prelude = [.. Enumerable.Range(0, config.PreludeLayers).Select(_ => new LayerStore(config, device))];
        _coda = [.. Enumerable.Range(0, config.CodaLayers).Select(_ => new LayerStore(config, device))];
    }

    /// <inheritdoc/>
    public int Length => _tokens.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <inheritdoc/>
    public long AllocatedBytes => Embeddings.Bytes + Injected.Bytes + States.Bytes + _prelude.Concat(_coda).Concat(_core).Sum(store => store.Bytes);

    /// <summary>What the convolution over the embeddings reads.</summary>
    public LayerStore Embeddings { get; }

    /// <summary>The adapter's share of the embedded input [positions, h].</summary>
    public RowStore Injected { get; }

    /// <summary>Latent states [positions, h].</summary>
    public RowStore States { get; }

    /// <summary>Positions whose coda keys and values belong to their present latent state; always a prefix.</summary>
    public int CodaLength { get; set; }

    /// <inheritdoc/>
    public int Depth(int position) => _depths[position];

    /// <inheritdoc/>
    public float Convergence(int position) => _convergence[position];

    /// <inheritdoc/>
    public ReadOnlySpan<float> LatentState(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Length);

        // All at once: a copy from the device has a price of its own, and who asks for one row asks for its neighbours.
        if (_states is null)
        {
            using var scope = NewDisposeScope();
            _states = Copies.ToArray(States.Read(0, Length));
        }

        return _states.AsSpan(position * _config.HiddenSize, _config.HiddenSize);
    }

    /// <inheritdoc/>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        int dropped = Length - length;
        _tokens.RemoveRange(length, dropped);
        _depths.RemoveRange(length, dropped);
        _convergence.RemoveRange(length, dropped);
        CodaLength = Math.Min(CodaLength, length);
        _states = null;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Truncate(0);
        Injected.Dispose();
        States.Dispose();
        foreach (var store in _prelude.Concat(_coda).Concat(_core).Append(Embeddings))
        {
            store.Dispose();
        }
    }

    /// <summary>Appends tokens; returns the first new position.</summary>
    public int Append(ReadOnlySpan<int> tokens)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (int token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, _config.PaddedVocabularySize, nameof(tokens));
        }

        if (tokens.Length > _config.ContextLength - Length)
        {
            throw new InvalidOperationException($"{tokens.Length} more tokens do not fit: {Length} of {_config.ContextLength} positions are taken.");
        }

        int first = Length;
        foreach (int token in tokens)
        {
            _tokens.Add(token);
            _depths.Add(0);
            _convergence.Add(float.PositiveInfinity);
        }

        _states = null;
        return first;
    }

    /// <summary>A position begins a recurrent step.</summary>
    public void Deepen(int position)
    {
        _depths[position]++;
        CodaLength = Math.Min(CodaLength, position);
        _states = null;
    }

    public void SetConvergence(int position, float value) => _convergence[position] = value;

    public LayerStore Prelude(int layer) => _prelude[layer];

    public LayerStore Coda(int layer) => _coda[layer];

    /// <param name="step">Recurrent step, 0-based.</param>
    /// <param name="layer">Layer of the core.</param>
    public LayerStore Core(int step, int layer)
    {
        int slot = (step * _config.CoreLayers) + layer;
        while (_core.Count <= slot)
        {
            _core.Add(new LayerStore(_config, _device));
        }

        return _core[slot];
    }
}
