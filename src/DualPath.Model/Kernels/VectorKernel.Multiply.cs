using System.Runtime.CompilerServices;
using DualPath.Model.Weights;

namespace DualPath.Model.Kernels;

/// <summary>
/// The matrix product over packed panels (<see cref="PackedMatrix"/>). A tile keeps eight vectors of outputs in registers: one row
/// of x times eight vectors of columns, two rows times four, or four rows times two, so that eight independent chains hide the
/// latency of the multiply-add and a weight, once loaded, serves up to four rows. With 32 registers it is sixteen vectors of four rows,
/// and a value of x, once loaded, serves four. Every output is one chain over k, in every tile: that is why a row's result does not
/// depend on the rows beside it.
/// </summary>
internal sealed unsafe partial class VectorKernel<TSimd, TVector>
{
    public override void Multiply(float* x, int xStride, int rows, PackedMatrix w, float* y, int yStride, bool accumulate)
    {
        switch (w.Format)
        {
            case WeightFormat.Bf16:
                Multiply(x, xStride, rows, (ushort*)w.Data, w.Scales, w.Rows, w.Columns, y, yStride, accumulate);
                break;
            case WeightFormat.Int8:
                Multiply(x, xStride, rows, (sbyte*)w.Data, w.Scales, w.Rows, w.Columns, y, yStride, accumulate);
                break;
            default:
                Multiply(x, xStride, rows, (float*)w.Data, w.Scales, w.Rows, w.Columns, y, yStride, accumulate);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<T>(float* x, int xStride, int rows, T* w, float* scales, int n, int k, float* y, int yStride, bool accumulate)
        where T : unmanaged
    {
        // Columns run in the outer loop over a group small enough to stay in the first-level cache while the rows pass by.
        int step = rows == 1 ? 8 * Lanes : 4 * Lanes;
        int column = 0;
        for (; column <= n - step; column += step)
        {
            Columns(x, xStride, rows, w, scales, column, n, k, y + column, yStride, step, accumulate);
        }

        if (column < n)
        {
            LastColumns(x, xStride, rows, w, scales, column, n, k, y + column, yStride, step, accumulate);
        }
    }

    /// <summary>One group of columns for all rows. y points at the first output of the group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<T>(
        float* x, int xStride, int rows, T* w, float* scales, int column, int n, int k, float* y, int yStride, int step, bool accumulate)
        where T : unmanaged
    {
        int row = 0;
        for (; row <= rows - 4; row += 4)
        {
            float* xRow = x + ((long)row * xStride);
            float* yRow = y + ((long)row * yStride);
            if (TSimd.HasManyRegisters)
            {
                FourRowsWide(xRow, xStride, w, scales, column, n, k, yRow, yStride, accumulate);
                continue;
            }

            FourRows(xRow, xStride, w, scales, column, n, k, yRow, yStride, accumulate);
            FourRows(xRow, xStride, w, scales, column + (2 * Lanes), n, k, yRow + (2 * Lanes), yStride, accumulate);
        }

        for (; row <= rows - 2; row += 2)
        {
            TwoRows(x + ((long)row * xStride), xStride, w, scales, column, n, k, y + ((long)row * yStride), yStride, accumulate);
        }

        if (row < rows)
        {
            float* xRow = x + ((long)row * xStride);
            float* yRow = y + ((long)row * yStride);
            if (step == 8 * Lanes)
            {
                OneRow(xRow, w, scales, column, n, k, yRow, accumulate);
            }
            else
            {
                TwoRows(xRow, 0, w, scales, column, n, k, yRow, 0, accumulate);
            }
        }
    }

    /// <summary>
    /// The last group, which reaches past the end: through a block on the stack. The tiles themselves stay free of branches and calls; no vector register
    /// survives a call, so with one inside, the JIT keeps all sums in memory (docs/benchmarks/core-step.md).
    /// </summary>
    private static void LastColumns<T>(
        float* x, int xStride, int rows, T* w, float* scales, int column, int n, int k, float* y, int yStride, int step, bool accumulate)
        where T : unmanaged
    {
        float* block = stackalloc float[8 * Block * 4];
        for (int row = 0; row < rows; row += 4)
        {
            int count = Math.Min(4, rows - row);
            for (int i = 0; accumulate && i < count; i++)
            {
                new ReadOnlySpan<float>(y + ((long)(row + i) * yStride), n - column).CopyTo(new Span<float>(block + (i * step), n - column));
            }

            Columns(x + ((long)row * xStride), xStride, count, w, scales, column, n, k, block, step, step, accumulate);
            for (int i = 0; i < count; i++)
            {
                new ReadOnlySpan<float>(block + (i * step), n - column).CopyTo(new Span<float>(y + ((long)(row + i) * yStride), n - column));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<T>(float* x, T* w, float* scales, int column, int n, int k, float* y, bool accumulate)
        where T : unmanaged
    {
        T* w0 = Weights(w, column, n, k);
        T* w1 = Weights(w, column + Lanes, n, k);
        T* w2 = Weights(w, column + (2 * Lanes), n, k);
        T* w3 = Weights(w, column + (3 * Lanes), n, k);
        T* w4 = Weights(w, column + (4 * Lanes), n, k);
        T* w5 = Weights(w, column + (5 * Lanes), n, k);
        T* w6 = Weights(w, column + (6 * Lanes), n, k);
        T* w7 = Weights(w, column + (7 * Lanes), n, k);
        var y0 = Initial<T>(y, accumulate);
        var y1 = Initial<T>(y + Lanes, accumulate);
        var y2 = Initial<T>(y + (2 * Lanes), accumulate);
        var y3 = Initial<T>(y + (3 * Lanes), accumulate);
        var y4 = Initial<T>(y + (4 * Lanes), accumulate);
        var y5 = Initial<T>(y + (5 * Lanes), accumulate);
        var y6 = Initial<T>(y + (6 * Lanes), accumulate);
        var y7 = Initial<T>(y + (7 * Lanes), accumulate);
        nint o = 0;
        for (float* end = x + k; x < end; x++, o += Block)
        {
            var xk = TSimd.Broadcast(*x);
            y0 = TSimd.FusedMultiplyAdd(xk, Load(w0 + o), y0);
            y1 = TSimd.FusedMultiplyAdd(xk, Load(w1 + o), y1);
            y2 = TSimd.FusedMultiplyAdd(xk, Load(w2 + o), y2);
            y3 = TSimd.FusedMultiplyAdd(xk, Load(w3 + o), y3);
            y4 = TSimd.FusedMultiplyAdd(xk, Load(w4 + o), y4);
            y5 = TSimd.FusedMultiplyAdd(xk, Load(w5 + o), y5);
            y6 = TSimd.FusedMultiplyAdd(xk, Load(w6 + o), y6);
            y7 = TSimd.FusedMultiplyAdd(xk, Load(w7 + o), y7);
        }

        Finish<T>(y0, y, scales, column, n, accumulate);
        Finish<T>(y1, y + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(y2, y + (2 * Lanes), scales, column + (2 * Lanes), n, accumulate);
        Finish<T>(y3, y + (3 * Lanes), scales, column + (3 * Lanes), n, accumulate);
        Finish<T>(y4, y + (4 * Lanes), scales, column + (4 * Lanes), n, accumulate);
        Finish<T>(y5, y + (5 * Lanes), scales, column + (5 * Lanes), n, accumulate);
        Finish<T>(y6, y + (6 * Lanes), scales, column + (6 * Lanes), n, accumulate);
        Finish<T>(y7, y + (7 * Lanes), scales, column + (7 * Lanes), n, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoRows<T>(float* x, int xStride, T* w, float* scales, int column, int n, int k, float* y, int yStride, bool accumulate)
        where T : unmanaged
    {
        T* w0 = Weights(w, column, n, k);
        T* w1 = Weights(w, column + Lanes, n, k);
        T* w2 = Weights(w, column + (2 * Lanes), n, k);
        T* w3 = Weights(w, column + (3 * Lanes), n, k);
        float* xB = x + xStride;
        float* yB = y + yStride;
        var a0 = Initial<T>(y, accumulate);
        var a1 = Initial<T>(y + Lanes, accumulate);
        var a2 = Initial<T>(y + (2 * Lanes), accumulate);
        var a3 = Initial<T>(y + (3 * Lanes), accumulate);
        var b0 = Initial<T>(yB, accumulate);
        var b1 = Initial<T>(yB + Lanes, accumulate);
        var b2 = Initial<T>(yB + (2 * Lanes), accumulate);
        var b3 = Initial<T>(yB + (3 * Lanes), accumulate);
        nint o = 0;
        for (float* end = x + k; x < end; x++, xB++, o += Block)
        {
            var a = TSimd.Broadcast(*x);
            var b = TSimd.Broadcast(*xB);
            var wk = Load(w0 + o);
            a0 = TSimd.FusedMultiplyAdd(a, wk, a0);
            b0 = TSimd.FusedMultiplyAdd(b, wk, b0);
            wk = Load(w1 + o);
            a1 = TSimd.FusedMultiplyAdd(a, wk, a1);
            b1 = TSimd.FusedMultiplyAdd(b, wk, b1);
            wk = Load(w2 + o);
            a2 = TSimd.FusedMultiplyAdd(a, wk, a2);
            b2 = TSimd.FusedMultiplyAdd(b, wk, b2);
            wk = Load(w3 + o);
            a3 = TSimd.FusedMultiplyAdd(a, wk, a3);
            b3 = TSimd.FusedMultiplyAdd(b, wk, b3);
        }

        Finish<T>(a0, y, scales, column, n, accumulate);
        Finish<T>(a1, y + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(a2, y + (2 * Lanes), scales, column + (2 * Lanes), n, accumulate);
        Finish<T>(a3, y + (3 * Lanes), scales, column + (3 * Lanes), n, accumulate);

        // A row that stands alone is computed twice and stored once.
        if (yB != y)
        {
            Finish<T>(b0, yB, scales, column, n, accumulate);
            Finish<T>(b1, yB + Lanes, scales, column + Lanes, n, accumulate);
            Finish<T>(b2, yB + (2 * Lanes), scales, column + (2 * Lanes), n, accumulate);
            Finish<T>(b3, yB + (3 * Lanes), scales, column + (3 * Lanes), n, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<T>(float* x, int xStride, T* w, float* scales, int column, int n, int k, float* y, int yStride, bool accumulate)
        where T : unmanaged
    {
        T* w0 = Weights(w, column, n, k);
        T* w1 = Weights(w, column + Lanes, n, k);
        float* xB = x + xStride;
        float* xC = xB + xStride;
        float* xD = xC + xStride;
        float* yB = y + yStride;
        float* yC = yB + yStride;
        float* yD = yC + yStride;
        var a0 = Initial<T>(y, accumulate);
        var a1 = Initial<T>(y + Lanes, accumulate);
        var b0 = Initial<T>(yB, accumulate);
        var b1 = Initial<T>(yB + Lanes, accumulate);
        var c0 = Initial<T>(yC, accumulate);
        var c1 = Initial<T>(yC + Lanes, accumulate);
        var d0 = Initial<T>(yD, accumulate);
        var d1 = Initial<T>(yD + Lanes, accumulate);
        nint o = 0;
        for (nint i = 0; i < k; i++, o += Block)
        {
            var wk0 = Load(w0 + o);
            var wk1 = Load(w1 + o);
            var xk = TSimd.Broadcast(x[i]);
            a0 = TSimd.FusedMultiplyAdd(xk, wk0, a0);
            a1 = TSimd.FusedMultiplyAdd(xk, wk1, a1);
            xk = TSimd.Broadcast(xB[i]);
            b0 = TSimd.FusedMultiplyAdd(xk, wk0, b0);
            b1 = TSimd.FusedMultiplyAdd(xk, wk1, b1);
            xk = TSimd.Broadcast(xC[i]);
            c0 = TSimd.FusedMultiplyAdd(xk, wk0, c0);
            c1 = TSimd.FusedMultiplyAdd(xk, wk1, c1);
            xk = TSimd.Broadcast(xD[i]);
            d0 = TSimd.FusedMultiplyAdd(xk, wk0, d0);
            d1 = TSimd.FusedMultiplyAdd(xk, wk1, d1);
        }

        Finish<T>(a0, y, scales, column, n, accumulate);
        Finish<T>(a1, y + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(b0, yB, scales, column, n, accumulate);
        Finish<T>(b1, yB + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(c0, yC, scales, column, n, accumulate);
        Finish<T>(c1, yC + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(d0, yD, scales, column, n, accumulate);
        Finish<T>(d1, yD + Lanes, scales, column + Lanes, n, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRowsWide<T>(float* x, int xStride, T* w, float* scales, int column, int n, int k, float* y, int yStride, bool accumulate)
        where T : unmanaged
    {
        T* w0 = Weights(w, column, n, k);
        T* w1 = Weights(w, column + Lanes, n, k);
        T* w2 = Weights(w, column + (2 * Lanes), n, k);
        T* w3 = Weights(w, column + (3 * Lanes), n, k);
        float* xB = x + xStride;
        float* xC = xB + xStride;
        float* xD = xC + xStride;
        float* yB = y + yStride;
        float* yC = yB + yStride;
        float* yD = yC + yStride;
        var a0 = Initial<T>(y, accumulate);
        var a1 = Initial<T>(y + Lanes, accumulate);
        var a2 = Initial<T>(y + (2 * Lanes), accumulate);
        var a3 = Initial<T>(y + (3 * Lanes), accumulate);
        var b0 = Initial<T>(yB, accumulate);
        var b1 = Initial<T>(yB + Lanes, accumulate);
        var b2 = Initial<T>(yB + (2 * Lanes), accumulate);
        var b3 = Initial<T>(yB + (3 * Lanes), accumulate);
        var c0 = Initial<T>(yC, accumulate);
        var c1 = Initial<T>(yC + Lanes, accumulate);
        var c2 = Initial<T>(yC + (2 * Lanes), accumulate);
        var c3 = Initial<T>(yC + (3 * Lanes), accumulate);
        var d0 = Initial<T>(yD, accumulate);
        var d1 = Initial<T>(yD + Lanes, accumulate);
        var d2 = Initial<T>(yD + (2 * Lanes), accumulate);
        var d3 = Initial<T>(yD + (3 * Lanes), accumulate);
        nint o = 0;
        for (nint i = 0; i < k; i++, o += Block)
        {
            var wk0 = Load(w0 + o);
            var wk1 = Load(w1 + o);
            var wk2 = Load(w2 + o);
            var wk3 = Load(w3 + o);
            var xk = TSimd.Broadcast(x[i]);
            a0 = TSimd.FusedMultiplyAdd(xk, wk0, a0);
            a1 = TSimd.FusedMultiplyAdd(xk, wk1, a1);
            a2 = TSimd.FusedMultiplyAdd(xk, wk2, a2);
            a3 = TSimd.FusedMultiplyAdd(xk, wk3, a3);
            xk = TSimd.Broadcast(xB[i]);
            b0 = TSimd.FusedMultiplyAdd(xk, wk0, b0);
            b1 = TSimd.FusedMultiplyAdd(xk, wk1, b1);
            b2 = TSimd.FusedMultiplyAdd(xk, wk2, b2);
            b3 = TSimd.FusedMultiplyAdd(xk, wk3, b3);
            xk = TSimd.Broadcast(xC[i]);
            c0 = TSimd.FusedMultiplyAdd(xk, wk0, c0);
            c1 = TSimd.FusedMultiplyAdd(xk, wk1, c1);
            c2 = TSimd.FusedMultiplyAdd(xk, wk2, c2);
            c3 = TSimd.FusedMultiplyAdd(xk, wk3, c3);
            xk = TSimd.Broadcast(xD[i]);
            d0 = TSimd.FusedMultiplyAdd(xk, wk0, d0);
            d1 = TSimd.FusedMultiplyAdd(xk, wk1, d1);
            d2 = TSimd.FusedMultiplyAdd(xk, wk2, d2);
            d3 = TSimd.FusedMultiplyAdd(xk, wk3, d3);
        }

        Finish<T>(a0, y, scales, column, n, accumulate);
        Finish<T>(a1, y + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(a2, y + (2 * Lanes), scales, column + (2 * Lanes), n, accumulate);
        Finish<T>(a3, y + (3 * Lanes), scales, column + (3 * Lanes), n, accumulate);
        Finish<T>(b0, yB, scales, column, n, accumulate);
        Finish<T>(b1, yB + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(b2, yB + (2 * Lanes), scales, column + (2 * Lanes), n, accumulate);
        Finish<T>(b3, yB + (3 * Lanes), scales, column + (3 * Lanes), n, accumulate);
        Finish<T>(c0, yC, scales, column, n, accumulate);
        Finish<T>(c1, yC + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(c2, yC + (2 * Lanes), scales, column + (2 * Lanes), n, accumulate);
        Finish<T>(c3, yC + (3 * Lanes), scales, column + (3 * Lanes), n, accumulate);
        Finish<T>(d0, yD, scales, column, n, accumulate);
        Finish<T>(d1, yD + Lanes, scales, column + Lanes, n, accumulate);
        Finish<T>(d2, yD + (2 * Lanes), scales, column + (2 * Lanes), n, accumulate);
        Finish<T>(d3, yD + (3 * Lanes), scales, column + (3 * Lanes), n, accumulate);
    }

    /// <summary>Where a column's weights begin; for columns past the end, those of the first column (computed, never stored).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Weights<T>(T* w, int column, int n, int k)
        where T : unmanaged
    {
        column = column < n ? column : 0;
        return w + ((nint)(column / Block) * k * Block) + (column % Block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<T>(T* w)
        where T : unmanaged
        => typeof(T) == typeof(ushort) ? TSimd.LoadBFloat16((ushort*)w) : typeof(T) == typeof(sbyte) ? TSimd.LoadInt8((sbyte*)w) : TSimd.Load((float*)w);

    /// <summary>What a sum begins with: what it is added to, unless the sum has to be scaled first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Initial<T>(float* y, bool accumulate)
        where T : unmanaged
        => accumulate && typeof(T) != typeof(sbyte) ? TSimd.Load(y) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<T>(TVector sum, float* y, float* scales, int column, int n, bool accumulate)
        where T : unmanaged
    {
        if (typeof(T) == typeof(sbyte))
        {
            sum = TSimd.FusedMultiplyAdd(sum, TSimd.Load(scales + (column < n ? column : 0)), accumulate ? TSimd.Load(y) : default);
        }

        TSimd.Store(sum, y);
    }
}
