using System.Runtime.CompilerServices;
using DualPath.Model.Weights;

namespace DualPath.Model.Kernels;

/// <summary>
/// The arithmetic written once for every vector width; the JIT specialises it per <typeparamref name="TSimd"/>. The matrix product
/// is in <c>VectorKernel.Multiply.cs</c>. Methods are compiled fully at once: a first token at the speed of unoptimised code would
/// take as long as a deep answer.
/// </summary>
internal sealed unsafe partial class VectorKernel<TSimd, TVector>(KernelSet set) : Kernel
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    public override KernelSet Set => set;

    private static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSimd.Lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Dot(float* a, float* b, int n) => DotProduct(a, b, n);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(float* x, float* y, int n)
    {
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            TSimd.Store(TSimd.Add(TSimd.Load(x + i), TSimd.Load(y + i)), x + i);
        }

        for (; i < n; i++)
        {
            x[i] += y[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyAdd(float* x, float* a, float* b, int n)
    {
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            TSimd.Store(TSimd.FusedMultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), TSimd.Load(x + i)), x + i);
        }

        for (; i < n; i++)
        {
            x[i] = MathF.FusedMultiplyAdd(a[i], b[i], x[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RmsNorm(float* x, float* gain, float* y, int n, float epsilon)
    {
        float scale = 1 / MathF.Sqrt((DotProduct(x, x, n) / n) + epsilon);
        var scales = TSimd.Broadcast(scale);
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Multiply(TSimd.Load(x + i), scales), TSimd.Load(gain + i)), y + i);
        }

        for (; i < n; i++)
        {
            y[i] = x[i] * scale * gain[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gate(float* gateAndValue, float* y, int n)
    {
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            TSimd.Store(Gated(TSimd.Load(gateAndValue + i), TSimd.Load(gateAndValue + n + i)), y + i);
        }

        if (i < n)
        {
            float* gate = stackalloc float[Block];
            float* value = stackalloc float[Block];
            Copy(gateAndValue + i, gate, n - i);
            Copy(gateAndValue + n + i, value, n - i);
            TSimd.Store(Gated(TSimd.Load(gate), TSimd.Load(value)), gate);
            new ReadOnlySpan<float>(gate, n - i).CopyTo(new Span<float>(y + i, n - i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Rotate(float* x, float* turn, int heads, int headSize)
    {
        for (int head = 0; head < heads; head++, x += headSize)
        {
            int i = 0;
            for (; i <= headSize - Lanes; i += Lanes)
            {
                var pairs = TSimd.Load(x + i);
                var cosines = TSimd.Load(turn + i);
                var sines = TSimd.Load(turn + headSize + i);
                var turned = TSimd.Add(TSimd.Multiply(pairs, cosines), TSimd.Multiply(TSimd.SwapPairs(pairs), sines));
                TSimd.Store(turned, x + i);
            }

            for (; i < headSize; i += 2)
            {
                float first = x[i];
                float second = x[i + 1];
                x[i] = (first * turn[i]) + (second * turn[headSize + i]);
                x[i + 1] = (second * turn[i + 1]) + (first * turn[headSize + i + 1]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Attend(
        float* query, float** entries, int count, int heads, int headSize, int valueOffset, float* scores, float* output)
    {
        // Entry by entry and not head by head: every key is read once, front to back, as memory gives it fastest.
        float scale = 1 / MathF.Sqrt(headSize);
        for (int n = 0; n < count; n++)
        {
            float* key = entries[n];
            float* score = scores + n;
            for (int head = 0; head < heads; head++, score += count)
            {
                *score = DotProduct(query + (head * headSize), key + (head * headSize), headSize) * scale;
            }
        }

        float* sums = scores + ((long)heads * count);
        for (int head = 0; head < heads; head++)
        {
            sums[head] = ExpAndSum(scores + ((long)head * count), count);
        }

        int i = 0;
        if (headSize % Lanes == 0)
        {
            for (; i <= (heads * headSize) - (8 * Lanes); i += 8 * Lanes)
            {
                WeighEight(scores, sums, i, entries, valueOffset + i, count, headSize, output + i);
            }
        }

        for (; i < heads * headSize; i += headSize - (i % headSize))
        {
            int head = i / headSize;
            WeighValues(scores + ((long)head * count), sums[head], entries, valueOffset + i, count, headSize - (i % headSize), output + i);
        }
    }

    /// <summary>As below, of eight vectors of outputs that may belong to several heads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeighEight(float* scores, float* sums, int first, float** entries, int offset, int count, int headSize, float* output)
    {
        int h0 = first / headSize;
        int h1 = (first + Lanes) / headSize;
        int h2 = (first + (2 * Lanes)) / headSize;
        int h3 = (first + (3 * Lanes)) / headSize;
        int h4 = (first + (4 * Lanes)) / headSize;
        int h5 = (first + (5 * Lanes)) / headSize;
        int h6 = (first + (6 * Lanes)) / headSize;
        int h7 = (first + (7 * Lanes)) / headSize;
        float* s0 = scores + ((long)h0 * count);
        float* s1 = scores + ((long)h1 * count);
        float* s2 = scores + ((long)h2 * count);
        float* s3 = scores + ((long)h3 * count);
        float* s4 = scores + ((long)h4 * count);
        float* s5 = scores + ((long)h5 * count);
        float* s6 = scores + ((long)h6 * count);
        float* s7 = scores + ((long)h7 * count);
        var w0 = default(TVector);
        var w1 = default(TVector);
        var w2 = default(TVector);
        var w3 = default(TVector);
        var w4 = default(TVector);
        var w5 = default(TVector);
        var w6 = default(TVector);
        var w7 = default(TVector);
        for (nint n = 0; n < count; n++)
        {
            float* value = entries[n] + offset;
            w0 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(s0[n]), TSimd.Load(value), w0);
            w1 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(s1[n]), TSimd.Load(value + Lanes), w1);
            w2 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(s2[n]), TSimd.Load(value + (2 * Lanes)), w2);
            w3 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(s3[n]), TSimd.Load(value + (3 * Lanes)), w3);
            w4 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(s4[n]), TSimd.Load(value + (4 * Lanes)), w4);
            w5 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(s5[n]), TSimd.Load(value + (5 * Lanes)), w5);
            w6 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(s6[n]), TSimd.Load(value + (6 * Lanes)), w6);
            w7 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(s7[n]), TSimd.Load(value + (7 * Lanes)), w7);
        }

        TSimd.Store(TSimd.Divide(w0, TSimd.Broadcast(sums[h0])), output);
        TSimd.Store(TSimd.Divide(w1, TSimd.Broadcast(sums[h1])), output + Lanes);
        TSimd.Store(TSimd.Divide(w2, TSimd.Broadcast(sums[h2])), output + (2 * Lanes));
        TSimd.Store(TSimd.Divide(w3, TSimd.Broadcast(sums[h3])), output + (3 * Lanes));
        TSimd.Store(TSimd.Divide(w4, TSimd.Broadcast(sums[h4])), output + (4 * Lanes));
        TSimd.Store(TSimd.Divide(w5, TSimd.Broadcast(sums[h5])), output + (5 * Lanes));
        TSimd.Store(TSimd.Divide(w6, TSimd.Broadcast(sums[h6])), output + (6 * Lanes));
        TSimd.Store(TSimd.Divide(w7, TSimd.Broadcast(sums[h7])), output + (7 * Lanes));
    }

    /// <summary>output[i] = sum over n of weights[n]·entries[n][offset + i], in the order of n, divided by <paramref name="sum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeighValues(float* weights, float sum, float** entries, int offset, int count, int width, float* output)
    {
        var divisor = TSimd.Broadcast(sum);
        int i = 0;
        for (; i <= width - (4 * Lanes); i += 4 * Lanes)
        {
            var w0 = default(TVector);
            var w1 = default(TVector);
            var w2 = default(TVector);
            var w3 = default(TVector);
            for (int n = 0; n < count; n++)
            {
                float* value = entries[n] + offset + i;
                var weight = TSimd.Broadcast(weights[n]);
                w0 = TSimd.FusedMultiplyAdd(weight, TSimd.Load(value), w0);
                w1 = TSimd.FusedMultiplyAdd(weight, TSimd.Load(value + Lanes), w1);
                w2 = TSimd.FusedMultiplyAdd(weight, TSimd.Load(value + (2 * Lanes)), w2);
                w3 = TSimd.FusedMultiplyAdd(weight, TSimd.Load(value + (3 * Lanes)), w3);
            }

            TSimd.Store(TSimd.Divide(w0, divisor), output + i);
            TSimd.Store(TSimd.Divide(w1, divisor), output + i + Lanes);
            TSimd.Store(TSimd.Divide(w2, divisor), output + i + (2 * Lanes));
            TSimd.Store(TSimd.Divide(w3, divisor), output + i + (3 * Lanes));
        }

        for (; i <= width - (2 * Lanes); i += 2 * Lanes)
        {
            var w0 = default(TVector);
            var w1 = default(TVector);
            for (int n = 0; n < count; n++)
            {
                float* value = entries[n] + offset + i;
                var weight = TSimd.Broadcast(weights[n]);
                w0 = TSimd.FusedMultiplyAdd(weight, TSimd.Load(value), w0);
                w1 = TSimd.FusedMultiplyAdd(weight, TSimd.Load(value + Lanes), w1);
            }

            TSimd.Store(TSimd.Divide(w0, divisor), output + i);
            TSimd.Store(TSimd.Divide(w1, divisor), output + i + Lanes);
        }

        for (; i <= width - Lanes; i += Lanes)
        {
            var weighted = default(TVector);
            for (int n = 0; n < count; n++)
            {
                weighted = TSimd.FusedMultiplyAdd(TSimd.Broadcast(weights[n]), TSimd.Load(entries[n] + offset + i), weighted);
            }

            TSimd.Store(TSimd.Divide(weighted, divisor), output + i);
        }

        for (; i < width; i++)
        {
            float weighted = 0;
            for (int n = 0; n < count; n++)
            {
                weighted = MathF.FusedMultiplyAdd(weights[n], entries[n][offset + i], weighted);
            }

            output[i] = weighted / sum;
        }
    }

    /// <summary>x[n] = exp(x[n] − max x); returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ExpAndSum(float* x, int n)
    {
        float max = float.NegativeInfinity;
        for (int j = 0; j < n; j++)
        {
            max = x[j] > max ? x[j] : max;
        }

        var shift = TSimd.Broadcast(max);
        float* partial = stackalloc float[Block];
        new Span<float>(partial, Block).Clear();
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            var e = Exp(TSimd.Subtract(TSimd.Load(x + i), shift));
            TSimd.Store(e, x + i);
            float* at = partial + (i % Block);
            TSimd.Store(TSimd.Add(TSimd.Load(at), e), at);
        }

        if (i < n)
        {
            float* tail = stackalloc float[Block];
            Copy(x + i, tail, n - i);
            TSimd.Store(Exp(TSimd.Subtract(TSimd.Load(tail), shift)), tail);
            for (int j = 0; i < n; i++, j++)
            {
                x[i] = tail[j];
                partial[i % Block] += tail[j];
            }
        }

        return Sum(partial);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float DotProduct(float* a, float* b, int n)
    {
        var s0 = default(TVector);
        var s1 = default(TVector);
        var s2 = default(TVector);
        var s3 = default(TVector);
        int i = 0;
        for (; i <= n - Block; i += Block)
        {
            s0 = TSimd.FusedMultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), s0);
            if (Lanes <= 8)
            {
                s1 = TSimd.FusedMultiplyAdd(TSimd.Load(a + i + Lanes), TSimd.Load(b + i + Lanes), s1);
            }

            if (Lanes <= 4)
            {
                s2 = TSimd.FusedMultiplyAdd(TSimd.Load(a + i + (2 * Lanes)), TSimd.Load(b + i + (2 * Lanes)), s2);
                s3 = TSimd.FusedMultiplyAdd(TSimd.Load(a + i + (3 * Lanes)), TSimd.Load(b + i + (3 * Lanes)), s3);
            }
        }

        return i == n ? TSimd.Sum(s0, s1, s2, s3) : WithRest(a + i, b + i, n - i, s0, s1, s2, s3);
    }

    /// <summary>The last, partial block. Apart, because a method that takes memory on the stack is not inlined into a loop.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float WithRest(float* a, float* b, int n, TVector s0, TVector s1, TVector s2, TVector s3)
    {
        float* partial = stackalloc float[Block];
        TSimd.Store(s0, partial);
        if (Lanes <= 8)
        {
            TSimd.Store(s1, partial + Lanes);
        }

        if (Lanes <= 4)
        {
            TSimd.Store(s2, partial + (2 * Lanes));
            TSimd.Store(s3, partial + (3 * Lanes));
        }

        for (int j = 0; j < n; j++)
        {
            partial[j] = MathF.FusedMultiplyAdd(a[j], b[j], partial[j]);
        }

        return Sum(partial);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(float* partial)
    {
        var first = TSimd.Load(partial);
        return Lanes switch
        {
            16 => TSimd.Sum(first, default, default, default),
            8 => TSimd.Sum(first, TSimd.Load(partial + 8), default, default),
            _ => TSimd.Sum(first, TSimd.Load(partial + 4), TSimd.Load(partial + 8), TSimd.Load(partial + 12)),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Gated(TVector gate, TVector value)
    {
        var denominator = TSimd.Add(TSimd.Broadcast(1), Exp(TSimd.Subtract(default, gate)));
        return TSimd.Multiply(TSimd.Divide(gate, denominator), value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exp(TVector x)
    {
        x = TSimd.Clamp(x, TSimd.Broadcast(ExpConstants.Low), TSimd.Broadcast(ExpConstants.High));
        var shifted = TSimd.FusedMultiplyAdd(x, TSimd.Broadcast(ExpConstants.Log2E), TSimd.Broadcast(ExpConstants.Shift));
        var n = TSimd.Subtract(shifted, TSimd.Broadcast(ExpConstants.Shift));
        var r = TSimd.FusedMultiplyAdd(n, TSimd.Broadcast(ExpConstants.MinusLn2High), x);
        r = TSimd.FusedMultiplyAdd(n, TSimd.Broadcast(ExpConstants.MinusLn2Low), r);
        var one = TSimd.Broadcast(1);
        var p = TSimd.FusedMultiplyAdd(TSimd.Broadcast(ExpConstants.C7), r, TSimd.Broadcast(ExpConstants.C6));
        p = TSimd.FusedMultiplyAdd(p, r, TSimd.Broadcast(ExpConstants.C5));
        p = TSimd.FusedMultiplyAdd(p, r, TSimd.Broadcast(ExpConstants.C4));
        p = TSimd.FusedMultiplyAdd(p, r, TSimd.Broadcast(ExpConstants.C3));
        p = TSimd.FusedMultiplyAdd(p, r, TSimd.Broadcast(ExpConstants.C2));
        p = TSimd.FusedMultiplyAdd(p, r, one);
        p = TSimd.FusedMultiplyAdd(p, r, one);
        return TSimd.ScaleByPowerOfTwo(p, shifted);
    }

    /// <summary>Copies the last, partial vector into a buffer of a whole block, zeros behind it.</summary>
    private static void Copy(float* source, float* block, int count)
    {
        new Span<float>(block, Block).Clear();
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(block, count));
    }
}
