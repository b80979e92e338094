using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DualPath.Torch.Gradients;

/// <summary>
/// Causal softmax attention over short sequences and its derivative, one head of one sequence at a time. Queries, keys and values stand side by side in rows of
/// 3n, already turned. Head sizes are multiples of sixteen.
/// </summary>
internal sealed unsafe class AttentionKernel : IDisposable
{
    private readonly int _headSize;
    private readonly Slab _keys;
    private readonly Slab _values;
    private readonly Slab _row;

    public AttentionKernel(int headSize, int mostTokens)
    {
        _headSize = headSize;
        _keys = new Slab(headSize, Lanes.RoundUp(mostTokens), TorchSharp.torch.ScalarType.Float32);
        _values = new Slab(headSize, Lanes.RoundUp(mostTokens), TorchSharp.torch.ScalarType.Float32);
        _row = new Slab(1, Lanes.RoundUp(mostTokens), TorchSharp.torch.ScalarType.Float32);
    }

    /// <summary>Floats that the attention weights of one micro-batch take.</summary>
    public static long Weights(int sequences, int heads, int tokens) => (long)sequences * heads * tokens * Lanes.RoundUp(tokens);

    /// <summary>output [rows, n] bf16; keeps the attention weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(float* qkv, float* weights, ushort* output, int sequences, int tokens, int heads)
    {
        int n = heads * _headSize;
        int stride = Lanes.RoundUp(tokens);
        for (int s = 0; s < sequences; s++)
        {
            for (int head = 0; head < heads; head++, weights += (long)tokens * stride)
            {
                float* q = qkv + ((long)s * tokens * 3 * n) + (head * _headSize);
                Transpose(q + n, _keys.Floats, tokens, 3 * n, stride);
                for (int t = 0; t < tokens; t++)
                {
                    float* row = weights + ((long)t * stride);
                    Products(q + ((long)t * 3 * n), 1 / MathF.Sqrt(_headSize), _keys.Floats, row, t, stride);
                    Softmax(row, t);
                    Mix(row, q + (2 * n), 3 * n, t, output + (((long)(s * tokens) + t) * n) + (head * _headSize));
                }
            }
        }
    }

    /// <summary>dqkv [rows, 3n] from the gradient of the output [rows, n].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Backward(float* qkv, float* weights, float* doutput, float* dqkv, int sequences, int tokens, int heads)
    {
        int n = heads * _headSize;
        int stride = Lanes.RoundUp(tokens);
        float scale = 1 / MathF.Sqrt(_headSize);
        new Span<float>(dqkv, sequences * tokens * 3 * n).Clear();
        for (int s = 0; s < sequences; s++)
        {
            for (int head = 0; head < heads; head++, weights += (long)tokens * stride)
            {
                long at = ((long)s * tokens * 3 * n) + (head * _headSize);
                Transpose(qkv + at + (2 * n), _values.Floats, tokens, 3 * n, stride);
                for (int t = 0; t < tokens; t++)
                {
                    float* row = weights + ((long)t * stride);
                    float* d = doutput + (((long)(s * tokens) + t) * n) + (head * _headSize);
                    Products(d, 1, _values.Floats, _row.Floats, t, stride);
                    SoftmaxBackward(row, _row.Floats, t, scale);
                    long own = at + ((long)t * 3 * n);
                    Spread(row, _row.Floats, d, qkv + own, qkv + at + n, dqkv + own, dqkv + at + n, dqkv + at + (2 * n), 3 * n, t);
                }
            }
        }
    }

    public void Dispose()
    {
        _keys.Dispose();
        _values.Dispose();
        _row.Dispose();
    }

    private void Transpose(float* source, float* destination, int tokens, int sourceStride, int stride)
    {
        for (int c = 0; c < _headSize; c++)
        {
            for (int t = 0; t < tokens; t++)
            {
                destination[((long)c * stride) + t] = source[((long)t * sourceStride) + c];
            }

            for (int t = tokens; t < stride; t++)
            {
                destination[((long)c * stride) + t] = 0;
            }
        }
    }

    /// <summary>result[j] = scale · sum over c of x[c]·columns[c, j], for j up to t, in whole lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Products(float* x, float scale, float* columns, float* result, int t, int stride)
    {
        int j = 0;
        for (; j + (4 * Lanes.Count) <= Lanes.RoundUp(t + 1); j += 4 * Lanes.Count)
        {
            var s0 = Vector512<float>.Zero;
            var s1 = s0;
            var s2 = s0;
            var s3 = s0;
            float* column = columns + j;
            for (int c = 0; c < _headSize; c++, column += stride)
            {
                var value = Vector512.Create(x[c] * scale);
                s0 = Vector512.FusedMultiplyAdd(value, Vector512.Load(column), s0);
                s1 = Vector512.FusedMultiplyAdd(value, Vector512.Load(column + 16), s1);
                s2 = Vector512.FusedMultiplyAdd(value, Vector512.Load(column + 32), s2);
                s3 = Vector512.FusedMultiplyAdd(value, Vector512.Load(column + 48), s3);
            }

            s0.Store(result + j);
            s1.Store(result + j + 16);
            s2.Store(result + j + 32);
            s3.Store(result + j + 48);
        }

        for (; j <= t; j += Lanes.Count)
        {
            var even = Vector512<float>.Zero;
            var odd = Vector512<float>.Zero;
            float* column = columns + j;
            for (int c = 0; c < _headSize; c += 2, column += 2 * stride)
            {
                even = Vector512.FusedMultiplyAdd(Vector512.Create(x[c] * scale), Vector512.Load(column), even);
                odd = Vector512.FusedMultiplyAdd(Vector512.Create(x[c + 1] * scale), Vector512.Load(column + stride), odd);
            }

            (even + odd).Store(result + j);
        }
    }

    /// <summary>Softmax over the entries 0 … t; the rest of the last lanes becomes zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Softmax(float* row, int t)
    {
        for (int j = t + 1; j < Lanes.RoundUp(t + 1); j++)
        {
            row[j] = float.NegativeInfinity;
        }

        var most = Vector512.Load(row);
        for (int j = Lanes.Count; j <= t; j += Lanes.Count)
        {
            most = Vector512.Max(most, Vector512.Load(row + j));
        }

        float max = float.NegativeInfinity;
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            max = Math.Max(max, most[lane]);
        }

        var sum = Vector512<float>.Zero;
        for (int j = 0; j <= t; j += Lanes.Count)
        {
            var e = Vector512.Exp(Vector512.Load(row + j) - Vector512.Create(max));
            e.Store(row + j);
            sum += e;
        }

        var scale = Vector512.Create(1 / Vector512.Sum(sum));
        for (int j = 0; j <= t; j += Lanes.Count)
        {
            (Vector512.Load(row + j) * scale).Store(row + j);
        }
    }

    /// <summary>d = w·(d − sum over j of w·d)·scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SoftmaxBackward(float* w, float* d, int t, float scale)
    {
        var sum = Vector512<float>.Zero;
        for (int j = 0; j <= t; j += Lanes.Count)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(w + j), Vector512.Load(d + j), sum);
        }

        var mean = Vector512.Create(Vector512.Sum(sum));
        for (int j = 0; j <= t; j += Lanes.Count)
        {
            (Vector512.Load(w + j) * (Vector512.Load(d + j) - mean) * scale).Store(d + j);
        }
    }

    /// <summary>output = sum over j of w[j]·values[j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mix(float* w, float* values, int stride, int t, ushort* output)
    {
        for (int i = 0; i < _headSize; i += Lanes.Count)
        {
            var even = Vector512<float>.Zero;
            var odd = Vector512<float>.Zero;
            float* value = values + i;
            int j = 0;
            for (; j < t; j += 2, value += 2 * stride)
            {
                even = Vector512.FusedMultiplyAdd(Vector512.Create(w[j]), Vector512.Load(value), even);
                odd = Vector512.FusedMultiplyAdd(Vector512.Create(w[j + 1]), Vector512.Load(value + stride), odd);
            }

            if (j == t)
            {
                even = Vector512.FusedMultiplyAdd(Vector512.Create(w[j]), Vector512.Load(value), even);
            }

            Lanes.Store(even + odd, output + i);
        }
    }

    /// <summary>dq = sum of ds[j]·k[j]; dk[j] += ds[j]·q; dv[j] += w[j]·d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Spread(float* w, float* ds, float* d, float* q, float* k, float* dq, float* dk, float* dv, int stride, int t)
    {
        for (int i = 0; i < _headSize; i += Lanes.Count)
        {
            var query = Vector512.Load(q + i);
            var output = Vector512.Load(d + i);
            var sum = Vector512<float>.Zero;
            for (int j = 0; j <= t; j++)
            {
                long at = ((long)j * stride) + i;
                var slope = Vector512.Create(ds[j]);
                sum = Vector512.FusedMultiplyAdd(slope, Vector512.Load(k + at), sum);
                Vector512.FusedMultiplyAdd(slope, query, Vector512.Load(dk + at)).Store(dk + at);
                Vector512.FusedMultiplyAdd(Vector512.Create(w[j]), output, Vector512.Load(dv + at)).Store(dv + at);
            }

            sum.Store(dq + i);
        }
    }
}
