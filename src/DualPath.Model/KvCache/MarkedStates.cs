namespace DualPath.Model.KvCache;

/// <summary>What a sequence was at its mark, as far as recurrent steps overwrite it. A position's latent state is saved when it is first stepped on, so that positions nobody steps cost nothing.</summary>
/// <param name="pool">Pages of rows at least one float wider than a latent state.</param>
/// <param name="rowWidth">Floats of such a row.</param>
/// <param name="hiddenSize">Floats of a latent state, h.</param>
internal sealed unsafe class MarkedStates(PagePool pool, int rowWidth, int hiddenSize)
{
    // A row is [latent state h | convergence].
    private readonly RowPages _saved = new(pool, rowWidth);
    private int[] _depths = [];

    /// <summary>Whether there is a mark.</summary>
    public bool Present { get; private set; }

    /// <summary>Positions of the mark that have not been truncated since.</summary>
    public int Length { get; private set; }

    /// <summary>Positions whose coda keys and values were in order.</summary>
    public int CodaLength { get; private set; }

    /// <summary>Pages held.</summary>
    public int PageCount => _saved.PageCount;

    public void Set(ReadOnlySpan<int> depths, int codaLength)
    {
        Clear();
        if (_depths.Length < depths.Length)
        {
            _depths = new int[depths.Length];
        }

        depths.CopyTo(_depths);
        (Present, Length, CodaLength) = (true, depths.Length, codaLength);
    }

    /// <summary>Takes the page in which a position's state will be saved.</summary>
    public void Reserve(int position)
    {
        if (Present && position < Length)
        {
            _saved.Ensure(position);
        }
    }

    /// <summary>A position is about to make a step.</summary>
    public void Save(int position, int depth, float* state, float convergence)
    {
        if (position < Length && depth == _depths[position])
        {
            float* row = _saved.Ensure(position);
            new ReadOnlySpan<float>(state, hiddenSize).CopyTo(new Span<float>(row, hiddenSize));
            row[hiddenSize] = convergence;
        }
    }

    /// <summary>Restores a position of the mark. Returns whether it had been stepped since.</summary>
    public bool Restore(int position, ref int depth, float* state, ref float convergence)
    {
        if (depth == _depths[position])
        {
            return false;
        }

        float* row = _saved[position];
        new ReadOnlySpan<float>(row, hiddenSize).CopyTo(new Span<float>(state, hiddenSize));
        (depth, convergence) = (_depths[position], row[hiddenSize]);
        return true;
    }

    public void Truncate(int length)
    {
        Length = Math.Min(Length, length);
        _saved.Truncate(length);
    }

    public void Clear()
    {
        Truncate(0);
        Present = false;
    }
}
