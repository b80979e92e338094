using System.Runtime.CompilerServices;
using DualPath.Model.KvCache;

namespace DualPath.Model;

/// <summary>
/// Everything the model knows about one sequence: its tokens and, per position, the embedded input, the latent state, the number of
/// recurrent steps run, and keys and values per step. Positions of one sequence may stand at different depths. Memory is taken in
/// pages as positions and steps are used, and given back by <see cref="Truncate"/> and <see cref="Dispose"/>.
/// A sequence belongs to one thread at a time.
/// </summary>
public sealed unsafe class SequenceState : ISequence
{
    private readonly RecurrentDepthModel _model;
    private readonly InitialState _initialState;
    private readonly RowPages _rows;
    private readonly MarkedStates _marked;
    private int[] _tokens = [];
    private int[] _depths = [];
    private float[] _convergence = [];
    private int[] _marks = [];
    private bool _disposed;

    internal SequenceState(RecurrentDepthModel model, int capacity, CacheLookup lookup, int maxSteps, InitialState initialState)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, model.Config.ContextLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSteps);
        _model = model;
        _initialState = initialState;
        Capacity = capacity;
        MaxSteps = maxSteps;
        Lookup = lookup;
        Cache = model.Caches.Rent(lookup);
        _rows = new RowPages(model.Pages, model.EntryWidth);
        _marked = new MarkedStates(model.Pages, model.EntryWidth, model.Config.HiddenSize);
    }

    /// <summary>Largest number of positions.</summary>
    public int Capacity { get; }

    /// <summary>Largest number of recurrent steps per position.</summary>
    public int MaxSteps { get; }

    /// <summary>How earlier positions are read.</summary>
    public CacheLookup Lookup { get; }

    /// <summary>Number of positions.</summary>
    public int Length { get; private set; }

    /// <summary>Positions whose prelude was computed; always a prefix.</summary>
    public int Embedded { get; internal set; }

    /// <summary>The tokens, one per position.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Length);

    /// <summary>Bytes of keys, values and states held now.</summary>
    public long AllocatedBytes => _disposed ? 0 : (long)(Cache.PageCount + _rows.PageCount + _marked.PageCount) * RowPages.PageRows * _model.EntryWidth * sizeof(float);

    internal RecurrentDepthModel Model => _model;

    internal SequenceCache Cache { get; }

    /// <summary>Positions whose coda keys and values belong to their present latent state; always a prefix.</summary>
    public int CodaLength { get; internal set; }

    internal Span<int> Depths => _depths.AsSpan(0, Length);

    /// <summary>Scratch of a pass: which row of it a position is.</summary>
    internal Span<int> Marks => _marks.AsSpan(0, Length);

    /// <summary>Recurrent steps the position has run.</summary>
    public int Depth(int position) => _depths[Checked(position)];

    /// <summary>‖s_i − s_(i−1)‖ / ‖s_i‖ of the position's last recurrent step; infinite before the first.</summary>
    public float Convergence(int position) => _convergence[Checked(position)];

    /// <summary>The latent state s_i [h] as the last step left it, before the final norm. Valid until the sequence next changes.</summary>
    public ReadOnlySpan<float> LatentState(int position) => new(State(CheckedEmbedded(position)), _model.Config.HiddenSize);

    /// <summary>Replaces s_0 of a position that has run no recurrent step yet: a given initial state, or a warm start.</summary>
    /// <exception cref="InvalidOperationException">The position has begun its recurrence.</exception>
    public void SetInitialState(int position, ReadOnlySpan<float> state)
    {
        if (_depths[CheckedEmbedded(position)] != 0)
        {
            throw new InvalidOperationException($"Position {position} has run {_depths[position]} recurrent steps; its initial state is spent.");
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, _model.Config.HiddenSize, nameof(state));
        state.CopyTo(new Span<float>(State(position), state.Length));
    }

    /// <summary>Mixes what a position had injected before into what it injects at every step, and keeps the mixture in <paramref name="former"/> [h].</summary>
    internal void MixInjection(int position, Span<float> former, float share)
    {
        float* injection = Injection(CheckedEmbedded(position));
        for (int i = 0; i < former.Length; i++)
        {
            injection[i] += share * (former[i] - injection[i]);
            former[i] = injection[i];
        }
    }

    /// <summary>Appends tokens; their positions take part in a pass after their prelude.</summary>
    /// <returns>The first new position.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A token is not in the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">The capacity would be exceeded; nothing is appended.</exception>
    public int Append(ReadOnlySpan<int> tokens)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (int token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, _model.Config.PaddedVocabularySize, nameof(tokens));
        }

        if (tokens.Length > Capacity - Length)
        {
            throw new InvalidOperationException($"{tokens.Length} more tokens do not fit: {Length} of {Capacity} positions are taken.");
        }

        int first = Length;
        Reserve(first + tokens.Length);
        tokens.CopyTo(_tokens.AsSpan(first));
        Length += tokens.Length;
        _depths.AsSpan(first, tokens.Length).Clear();
        _marks.AsSpan(first, tokens.Length).Fill(-1);
        _convergence.AsSpan(first, tokens.Length).Fill(float.PositiveInfinity);
        return first;
    }

    /// <summary>Drops the positions from <paramref name="length"/> on. What remains is as if they had never been.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        if (_disposed)
        {
            // Its cache may be another's by now.
            return;
        }

        Length = length;
        Embedded = Math.Min(Embedded, length);
        CodaLength = Math.Min(CodaLength, length);
        Cache.Truncate(length);
        _rows.Truncate(length);
        _marked.Truncate(length);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Keys and values are kept in a ring, which overwrites them, or a position has not passed the prelude.</exception>
    public void Mark()
    {
        if (Lookup.LayerSlots is not null || Embedded < Length)
        {
            throw new InvalidOperationException(Embedded < Length ? $"Position {Embedded} has not passed the prelude." : $"{Lookup} overwrites what a mark would have to keep.");
        }

        _marked.Set(Depths, CodaLength);
    }

    /// <inheritdoc/>
    public void RollBack()
    {
        if (!_marked.Present)
        {
            return;
        }

        Truncate(_marked.Length);
        CodaLength = Math.Min(CodaLength, _marked.CodaLength);
        for (int position = Length - 1; position >= 0; position--)
        {
            if (_marked.Restore(position, ref _depths[position], State(position), ref _convergence[position]))
            {
                CodaLength = Math.Min(CodaLength, position);
            }
        }

        Cache.Trim(Depths, CodaLength);
        _marked.Clear();
    }

    /// <inheritdoc/>
    public void Unmark() => _marked.Clear();

    /// <summary>Gives all pages back; the sequence is empty and can take no tokens afterwards.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            Truncate(0);
            _disposed = true;
            _model.Caches.Return(Cache);
        }
    }

    /// <summary>The adapter's product with the embedded input [h]: what is injected into every step.</summary>
    internal float* Injection(int position) => _rows[position];

    internal float* State(int position) => _rows[position] + _model.Config.HiddenSize;

    /// <summary>Makes room for a position's rows and sets its initial state.</summary>
    internal void Begin(int position)
    {
        _rows.Ensure(position);
        _initialState.Fill(position, new Span<float>(State(position), _model.Config.HiddenSize));
    }

    /// <summary>Takes the pages that the next step of some positions, all of one depth, writes to.</summary>
    /// <exception cref="ArgumentException">A position has not passed the prelude.</exception>
    internal void ReserveStep(int first, int count)
    {
        int end = first + count;
        if (end > Embedded)
        {
            throw new ArgumentException($"Position {Math.Max(first, Embedded)} has not passed the prelude.", nameof(count));
        }

        for (int position = first; position < end; position = (position / RowPages.PageRows * RowPages.PageRows) + RowPages.PageRows)
        {
            for (int layer = 0; layer < _model.Config.CoreLayers; layer++)
            {
                Cache.Ensure(LayerKind.Core, layer, _depths[position], position);
            }

            _marked.Reserve(position);
        }
    }

    /// <summary>A position begins a recurrent step.</summary>
    internal void Deepen(int position)
    {
        if (_marked.Present)
        {
            _marked.Save(position, _depths[position], State(position), _convergence[position]);
        }

        _depths[position]++;
        CodaLength = Math.Min(CodaLength, position);
    }

    internal void SetConvergence(int position, float value) => _convergence[position] = value;

    private void Reserve(int length)
    {
        if (length > _tokens.Length)
        {
            int size = Math.Min(Capacity, Math.Max(length, Math.Max(32, 2 * _tokens.Length)));
            Array.Resize(ref _tokens, size);
            Array.Resize(ref _depths, size);
            Array.Resize(ref _convergence, size);
            Array.Resize(ref _marks, size);
        }
    }

    private int Checked(int position, [CallerArgumentExpression(nameof(position))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Length, name);
        return position;
    }

    private int CheckedEmbedded(int position)
    {
        Checked(position);
        return position < Embedded
            ? position
            : throw new InvalidOperationException($"Position {position} has no latent state yet: its prelude was not computed.");
    }
}
