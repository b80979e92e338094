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
    private readonly RowStore _markedStates;
    private Mark? _mark;
    private float[]? _states;
    private bool _disposed;

    public TorchSequence(ModelConfig config, Device device)
    {
        (_config, _device) = (config, device);
        Embeddings = new LayerStore(config, device);
        Injected = new RowStore([config.HiddenSize], device);
        States = new RowStore([config.HiddenSize], device);
        _markedStates = new RowStore([config.HiddenSize], device);
        _prelude = [.. Enumerable.Range(0, config.PreludeLayers).Select(_ => new LayerStore(config, device))];
        _coda = [.. Enumerable.Range(0, config.CodaLayers).Select(_ => new LayerStore(config, device))];
    }

    /// <summary>Bytes of so many positions after so many recurrent steps, with a mark.</summary>
    public static long MostBytes(ModelConfig config, int positions, int steps)
    {
        // Keys, values and inputs a layer and step; the inputs of the embeddings, what is injected, the states, and those a mark saves.
        long rows = (3 * (config.PreludeLayers + config.CodaLayers + ((long)config.CoreLayers * steps))) + 4;
        return rows * RowStore.Capacity(positions) * config.HiddenSize * sizeof(float);
    }

    /// <inheritdoc/>
    public int Length => _tokens.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <inheritdoc/>
    public long AllocatedBytes => Embeddings.Bytes + Injected.Bytes + States.Bytes + _markedStates.Bytes + _prelude.Concat(_coda).Concat(_core).Sum(store => store.Bytes);

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
        _mark = _mark is { } mark ? mark with { Length = Math.Min(mark.Length, length) } : null;
        _states = null;
    }

    /// <inheritdoc/>
    void ISequence.Mark()
    {
        Unmark();
        _mark = new Mark([.. _depths], [.. _convergence], Length, CodaLength);
    }

    /// <inheritdoc/>
    public void RollBack()
    {
        if (_mark is not { } mark)
        {
            return;
        }

        Truncate(mark.Length);
        int stepped = mark.Depths.AsSpan(0, Length).CommonPrefixLength(CollectionsMarshal.AsSpan(_depths));
        if (stepped < Length)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            States.Write(0, _markedStates.Read(0, Length));
            mark.Depths.AsSpan(0, Length).CopyTo(CollectionsMarshal.AsSpan(_depths));
            mark.Convergence.AsSpan(0, Length).CopyTo(CollectionsMarshal.AsSpan(_convergence));
        }

        CodaLength = Math.Min(CodaLength, Math.Min(mark.CodaLength, stepped));
        Shrink();
        Unmark();
    }

    /// <inheritdoc/>
    public void Unmark()
    {
        _mark = null;
        _markedStates.Dispose();
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Truncate(0);
        Unmark();
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

    /// <summary>Takes the memory that the next step of some positions, all of one depth, writes to.</summary>
    public void ReserveStep(int first, int count)
    {
        for (int layer = 0; count > 0 && layer < _config.CoreLayers; layer++)
        {
            Core(_depths[first], layer).Reserve(first + count, inputs: _config.CanonTapsCore > 0);
        }

        SaveMarked(first);
    }

    /// <summary>A position begins a recurrent step.</summary>
    public void Deepen(int position)
    {
        SaveMarked(position);
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

    /// <summary>Saves what a mark keeps, all at once, before the first of it is overwritten.</summary>
    private void SaveMarked(int position)
    {
        if (_mark is { } mark && position < mark.Length && _markedStates.Bytes == 0)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            _markedStates.Write(0, States.Read(0, mark.Length));
        }
    }

    /// <summary>Gives back the memory of what the positions there are have not come to.</summary>
    private void Shrink()
    {
        foreach (var store in _prelude.Append(Embeddings))
        {
            store.Shrink(Length);
        }

        Injected.Shrink(Length);
        States.Shrink(Length);
        foreach (var store in _coda)
        {
            store.Shrink(CodaLength);
        }

        for (int slot = 0; slot < _core.Count; slot++)
        {
            _core[slot].Shrink(_depths.FindLastIndex(depth => depth > slot / _config.CoreLayers) + 1);
        }
    }

    /// <summary>What the sequence was, but for its latent states.</summary>
    private sealed record Mark(int[] Depths, float[] Convergence, int Length, int CodaLength);
}
