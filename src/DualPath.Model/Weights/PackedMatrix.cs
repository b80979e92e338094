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

    // Pinned, so that Data and Scales stay valid while this object lives.
    private readonly byte[] _storage;
    private readonly float[] _scales = [];

    /// <param name="rows">N.</param>
    /// <param name="columns">K.</param>
    /// <param name="format">How to keep the weights; rounding is to nearest even.</param>
    public PackedMatrix(int rows, int columns, WeightFormat format)
    {
        Rows = rows;
        Columns = columns;
        Format = format;
        long panels = (rows + PanelWidth - 1) / PanelWidth;
        long bytes = (panels * PanelWidth * columns * BytesPerWeight(format)) + Alignment;
        _storage = GC.AllocateArray<byte>(checked((int)bytes), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref _storage[0]);
        Data = (void*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
        if (format == WeightFormat.Int8)
        {
            _scales = GC.AllocateArray<float>(checked((int)(panels * PanelWidth)), pinned: true);
            Scales = (float*)Unsafe.AsPointer(ref _scales[0]);
        }
    }

    /// <summary>N: outputs.</summary>
    public int Rows { get; }

    /// <summary>K: inputs.</summary>
    public int Columns { get; }

    public WeightFormat Format { get; }

    /// <summary>The panels, aligned to a cache line.</summary>
    public void* Data { get; }

    /// <summary>What each row's bytes are multiples of [N, rounded up to whole panels]; null where weights are floats.</summary>
    public float* Scales { get; }

    public float this[int row, int column]
    {
        get
        {
            nint at = Index(row, column);
            return Format switch
            {
                WeightFormat.Bf16 => BFloat16.ToSingle(((ushort*)Data)[at]),
                WeightFormat.Int8 => ((sbyte*)Data)[at] * Scales[row],
                _ => ((float*)Data)[at],
            };
        }
    }

    /// <summary>What the matrix product multiplies with: the weight, or the byte that stands for it.</summary>
    public float Unscaled(int row, int column) => Format == WeightFormat.Int8 ? ((sbyte*)Data)[Index(row, column)] : this[row, column];

    /// <summary>Sets one row of W.</summary>
    public void SetRow(int row, ReadOnlySpan<float> values)
    {
        float scale = 0;
        if (Format == WeightFormat.Int8)
        {
            for (int k = 0; k < Columns; k++)
            {
                scale = MathF.Max(scale, MathF.Abs(values[k]) / sbyte.MaxValue);
            }

            Scales[row] = scale;
        }

        for (int k = 0; k < Columns; k++)
        {
            nint at = Index(row, k);
            switch (Format)
            {
                case WeightFormat.Bf16:
                    ((ushort*)Data)[at] = BFloat16.FromSingle(values[k]);
                    break;
                case WeightFormat.Int8:
                    ((sbyte*)Data)[at] = scale > 0 ? (sbyte)MathF.Round(values[k] / scale) : (sbyte)0;
                    break;
                default:
                    ((float*)Data)[at] = values[k];
                    break;
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

    private static int BytesPerWeight(WeightFormat format) => format switch { WeightFormat.Bf16 => sizeof(ushort), WeightFormat.Int8 => sizeof(sbyte), _ => sizeof(float) };

    private nint Index(int row, int column) => ((((nint)(row / PanelWidth) * Columns) + column) * PanelWidth) + (row % PanelWidth);
}
