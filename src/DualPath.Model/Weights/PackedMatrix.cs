using System.Runtime.CompilerServices;

namespace DualPath.Model.Weights;

/// <summary>
/// A weight matrix W [N, K] laid out for the matrix product: panels of sixteen rows of W, inside a panel the sixteen weights of
/// k = 0, then those of k = 1, and so on; missing rows of the last panel are zero. A vector load thus yields the weights of
/// neighbouring outputs for one k, memory is read front to back, and no sum has to be taken across a vector.
/// </summary>
internal sealed unsafe class PackedMatrix
{
    /// <summary>Rows of W per panel: one 512-bit vector of floats.</summary>
    public const int PanelWidth = 16;

    private const int Alignment = 64;

    // Pinned, so that Data stays valid while this object lives.
    private readonly byte[] _storage;

    /// <param name="rows">N.</param>
    /// <param name="columns">K.</param>
    /// <param name="format">How to keep the weights; rounding is to nearest even.</param>
    public PackedMatrix(int rows, int columns, WeightFormat format)
    {
        Rows = rows;
        Columns = columns;
        Format = format;
        long panels = (rows + PanelWidth - 1) / PanelWidth;
        long bytes = (panels * PanelWidth * columns * (format == WeightFormat.Bf16 ? 2 : 4)) + Alignment;
        _storage = GC.AllocateArray<byte>(checked((int)bytes), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref _storage[0]);
        Data = (void*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }

    /// <summary>N: outputs.</summary>
    public int Rows { get; }

    /// <summary>K: inputs.</summary>
    public int Columns { get; }

    public WeightFormat Format { get; }

    /// <summary>The panels, aligned to a cache line.</summary>
    public void* Data { get; }

    public float this[int row, int column]
    {
        get
        {
            nint at = Index(row, column);
            return Format == WeightFormat.Bf16 ? BFloat16.ToSingle(((ushort*)Data)[at]) : ((float*)Data)[at];
        }
    }

    /// <summary>Sets one row of W.</summary>
    public void SetRow(int row, ReadOnlySpan<float> values)
    {
        for (int k = 0; k < Columns; k++)
        {
            if (Format == WeightFormat.Bf16)
            {
                ((ushort*)Data)[Index(row, k)] = BFloat16.FromSingle(values[k]);
            }
            else
            {
                ((float*)Data)[Index(row, k)] = values[k];
            }
        }
    }

    /// <summary>Copies one row of W times <paramref name="scale"/>.</summary>
    public void CopyRow(int row, float scale, float* destination)
    {
        for (int k = 0; k < Columns; k++)
        {
            destination[k] = this[row, k] * scale;
        }
    }

    private nint Index(int row, int column) => ((((nint)(row / PanelWidth) * Columns) + column) * PanelWidth) + (row % PanelWidth);
}
