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

    /// <summary>Gives back the pages that hold only positions from <paramref name="length"/> on.</summary>
    public void Truncate(int length)
    {
        for (int i = (length + PageRows - 1) / PageRows; i < _pages.Length; i++)
        {
            if (_pages[i] is { } page)
            {
                pool.Return(page);
                _pages[i] = null;
                PageCount--;
            }
        }
    }
}
