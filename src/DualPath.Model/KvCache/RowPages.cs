using System.Runtime.CompilerServices;

namespace DualPath.Model.KvCache;

/// <summary>One row of floats per position, in pages that appear when a position inside them is first written.</summary>
internal sealed unsafe class RowPages(PagePool pool, int rowWidth)
{
    /// <summary>Positions per page.</summary>
    public const int PageRows = 32;

    private float[]?[] _pages = [];

    /// <summary>Pages held.</summary>
    public int PageCount { get; private set; }

    /// <summary>The row of a position for writing; its page is rented if absent.</summary>
    public float* Ensure(int position)
    {
        int index = position / PageRows;
        if (index >= _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(index + 1, 2 * _pages.Length));
        }

        if (_pages[index] is null)
        {
            _pages[index] = pool.Rent();
            PageCount++;
        }

        return this[position];
    }

    /// <summary>The row of a position that was written.</summary>
    public float* this[int position] =>
        (float*)Unsafe.AsPointer(ref _pages[position / PageRows]![position % PageRows * rowWidth]);

    /// <summary>Lists the rows of the first <paramref name="count"/> positions, all of which were written. Returns their number.</summary>
    public int List(int count, float** rows)
    {
        for (int first = 0; first < count; first += PageRows)
        {
            float* row = this[first];
            int end = Math.Min(count, first + PageRows);
            for (int position = first; position < end; position++, row += rowWidth)
            {
                rows[position] = row;
            }
        }

        return count;
    }

    /// <summary>Lists the rows of those positions that have run more than <paramref name="step"/> steps, and returns their number.</summary>
    public int List(ReadOnlySpan<int> depths, int step, float** rows)
    {
        int count = 0;
        for (int first = 0; first < depths.Length; first += PageRows)
        {
            // A page that was never written holds no such position.
            float* row = first / PageRows < _pages.Length && _pages[first / PageRows] is not null ? this[first] : null;
            foreach (int depth in depths.Slice(first, Math.Min(PageRows, depths.Length - first)))
            {
                if (depth > step)
                {
                    rows[count++] = row;
                }

                row += rowWidth;
            }
        }

        return count;
    }

    /// <summary>Gives back the pages that hold only positions from <paramref name="length"/> on.</summary>
    public void Truncate(int length)
    {
        for (int i = (length + PageRows - 1) / PageRows; i < _pages.Length; i++)
        {
            Return(i);
        }
    }

    /// <summary>Gives back the pages in which no position has run more than <paramref name="step"/> steps.</summary>
    public void Trim(ReadOnlySpan<int> depths, int step)
    {
        for (int i = 0; i < _pages.Length; i++)
        {
            int first = Math.Min(i * PageRows, depths.Length);
            if (!depths[first..Math.Min(first + PageRows, depths.Length)].ContainsAnyInRange(step + 1, int.MaxValue))
            {
                Return(i);
            }
        }
    }

    private void Return(int index)
    {
        if (_pages[index] is { } page)
        {
            pool.Return(page);
            _pages[index] = null;
            PageCount--;
        }
    }
}
