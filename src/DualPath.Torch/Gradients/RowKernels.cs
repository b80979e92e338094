using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DualPath.Torch.Gradients;

/// <summary>
/// The element-wise arithmetic of the network and its derivatives, each in one go over the rows: composed of torch's operations it takes several times as long
/// as the matrix products do. Widths are multiples of sixteen. Gradients of parameters are added to what is there.
/// </summary>
internal static unsafe class RowKernels
{
    private const MethodImplOptions Full = MethodImplOptions.AggressiveOptimization;

    /// <summary>y = x / sqrt(mean(x²) + epsilon) · gain, as fp32, as bf16, or both; keeps 1 / sqrt(…) per row.</summary>
    [MethodImpl(Full)]
    public static void RmsNorm(float* x, float* gain, float* y, ushort* half, float* inverse, int rows, int n, float epsilon)
    {
        for (int row = 0; row < rows; row++, x += n)
        {
            var squares = Vector512<float>.Zero;
            for (int i = 0; i < n; i += Lanes.Count)
            {
                var value = Vector512.Load(x + i);
                squares = Vector512.FusedMultiplyAdd(value, value, squares);
            }

            float scale = 1 / MathF.Sqrt((Vector512.Sum(squares) / n) + epsilon);
            inverse[row] = scale;
            var scales = Vector512.Create(scale);
            for (int i = 0; i < n; i += Lanes.Count)
            {
                var value = Vector512.Load(x + i) * scales * Vector512.Load(gain + i);
                if (y != null)
                {
                    value.Store(y + i);
                }

                if (half != null)
                {
                    Lanes.Store(value, half + i);
                }
            }

            y += y != null ? n : 0;
            half += half != null ? n : 0;
        }
    }

    /// <summary>dx (set, or added to) = inverse·(gain·dy) − x·inverse³·mean(gain·dy·x); dgain += dy·x·inverse.</summary>
    [MethodImpl(Full)]
    public static void RmsNormBackward(float* x, float* inverse, float* gain, float* dy, float* dx, float* dgain, int rows, int n, bool accumulate)
    {
        for (int row = 0; row < rows; row++, x += n, dy += n, dx += n)
        {
            var products = Vector512<float>.Zero;
            for (int i = 0; i < n; i += Lanes.Count)
            {
                products = Vector512.FusedMultiplyAdd(Vector512.Load(dy + i) * Vector512.Load(gain + i), Vector512.Load(x + i), products);
            }

            float scale = inverse[row];
            var scales = Vector512.Create(scale);
            var pull = Vector512.Create(-Vector512.Sum(products) * scale * scale * scale / n);
            for (int i = 0; i < n; i += Lanes.Count)
            {
                var value = Vector512.Load(x + i);
                var scaled = Vector512.Load(dy + i) * scales;
                var result = Vector512.FusedMultiplyAdd(value, pull, scaled * Vector512.Load(gain + i));
                (accumulate ? result + Vector512.Load(dx + i) : result).Store(dx + i);
                Vector512.FusedMultiplyAdd(scaled, value, Vector512.Load(dgain + i)).Store(dgain + i);
            }
        }
    }

    /// <summary>The same with a bf16 dy.</summary>
    public static void RmsNormBackward(float* x, float* inverse, float* gain, ushort* dy, float* scratch, float* dx, float* dgain, int rows, int n, bool accumulate)
    {
        Widen(dy, scratch, (long)rows * n);
        RmsNormBackward(x, inverse, gain, scratch, dx, dgain, rows, n, accumulate);
    }

    /// <summary>y = x + half. y may be x.</summary>
    [MethodImpl(Full)]
    public static void Add(float* x, ushort* half, float* y, long count)
    {
        for (long i = 0; i < count; i += Lanes.Count)
        {
            (Vector512.Load(x + i) + Lanes.Load(half + i)).Store(y + i);
        }
    }

    /// <summary>x += y.</summary>
    [MethodImpl(Full)]
    public static void Add(float* x, float* y, long count)
    {
        for (long i = 0; i < count; i += Lanes.Count)
        {
            (Vector512.Load(x + i) + Vector512.Load(y + i)).Store(x + i);
        }
    }

    /// <summary>fp32 to bf16.</summary>
    [MethodImpl(Full)]
    public static void Halve(float* x, ushort* half, long count)
    {
        for (long i = 0; i < count; i += Lanes.Count)
        {
            Lanes.Store(Vector512.Load(x + i), half + i);
        }
    }

    /// <summary>bf16 to fp32.</summary>
    [MethodImpl(Full)]
    public static void Widen(ushort* half, float* x, long count)
    {
        for (long i = 0; i < count; i += Lanes.Count)
        {
            Lanes.Load(half + i).Store(x + i);
        }
    }

    /// <summary>y = SiLU(gate)·value per row of 2n: gate, then value.</summary>
    [MethodImpl(Full)]
    public static void Gate(ushort* gateAndValue, ushort* y, int rows, int n)
    {
        for (int row = 0; row < rows; row++, gateAndValue += 2 * n, y += n)
        {
            for (int i = 0; i < n; i += Lanes.Count)
            {
                var gate = Lanes.Load(gateAndValue + i);
                Lanes.Store(gate * Sigmoid(gate) * Lanes.Load(gateAndValue + n + i), y + i);
            }
        }
    }

    /// <summary>Gradients of gate and value from dy.</summary>
    [MethodImpl(Full)]
    public static void GateBackward(ushort* gateAndValue, ushort* dy, ushort* dGateAndValue, int rows, int n)
    {
        for (int row = 0; row < rows; row++, gateAndValue += 2 * n, dGateAndValue += 2 * n, dy += n)
        {
            for (int i = 0; i < n; i += Lanes.Count)
            {
                var gate = Lanes.Load(gateAndValue + i);
                var sigmoid = Sigmoid(gate);
                var silu = gate * sigmoid;
                var d = Lanes.Load(dy + i);
                Lanes.Store(d * Lanes.Load(gateAndValue + n + i) * (sigmoid + (silu * (Vector512<float>.One - sigmoid))), dGateAndValue + i);
                Lanes.Store(d * silu, dGateAndValue + n + i);
            }
        }
    }

    /// <summary>y_t = x_t + sum over j of w[j]·x_(t−j) within each of the sequences, as fp32, as bf16, or both. w is [taps, n].</summary>
    [MethodImpl(Full)]
    public static void Convolve(float* x, float* w, float* y, ushort* half, int sequences, int tokens, int n, int taps)
    {
        for (int s = 0; s < sequences; s++)
        {
            for (int t = 0; t < tokens; t++)
            {
                long at = ((long)(s * tokens) + t) * n;
                int reach = Math.Min(taps, t + 1);
                for (int i = 0; i < n; i += Lanes.Count)
                {
                    var sum = Vector512.Load(x + at + i);
                    for (int j = 0; j < reach; j++)
                    {
                        sum = Vector512.FusedMultiplyAdd(Vector512.Load(w + (j * n) + i), Vector512.Load(x + at - ((long)j * n) + i), sum);
                    }

                    if (y != null)
                    {
                        sum.Store(y + at + i);
                    }

                    if (half != null)
                    {
                        Lanes.Store(sum, half + at + i);
                    }
                }
            }
        }
    }

    /// <summary>dx_t = dy_t + sum over j of w[j]·dy_(t+j); dw[j] += sum over t of dy_t·x_(t−j).</summary>
    [MethodImpl(Full)]
    public static void ConvolveBackward(float* x, float* w, float* dy, float* dx, float* dw, int sequences, int tokens, int n, int taps)
    {
        for (int s = 0; s < sequences; s++)
        {
            for (int t = 0; t < tokens; t++)
            {
                long at = ((long)(s * tokens) + t) * n;
                int ahead = Math.Min(taps, tokens - t);
                int reach = Math.Min(taps, t + 1);
                for (int i = 0; i < n; i += Lanes.Count)
                {
                    var own = Vector512.Load(dy + at + i);
                    var sum = own;
                    for (int j = 0; j < ahead; j++)
                    {
                        sum = Vector512.FusedMultiplyAdd(Vector512.Load(w + (j * n) + i), Vector512.Load(dy + at + ((long)j * n) + i), sum);
                    }

                    sum.Store(dx + at + i);
                    for (int j = 0; j < reach; j++)
                    {
                        Vector512.FusedMultiplyAdd(own, Vector512.Load(x + at - ((long)j * n) + i), Vector512.Load(dw + (j * n) + i)).Store(dw + (j * n) + i);
                    }
                }
            }
        }
    }

    /// <summary>Widens projected queries, keys and values [rows, 3n], adds the biases of the first two and turns their pairs by the row's position.</summary>
    /// <param name="projected">bf16 [rows, 3n].</param>
    /// <param name="bias">[2, n], or null.</param>
    /// <param name="turns">Per position: the cosines of one head, each twice, then the sines, the first of each two negated.</param>
    /// <param name="result">fp32 [rows, 3n].</param>
    /// <param name="rows">Rows of all sequences.</param>
    /// <param name="tokens">Rows of one sequence.</param>
    /// <param name="n">Width.</param>
    /// <param name="headSize">Width of a head.</param>
    [MethodImpl(Full)]
    public static void Rotate(ushort* projected, float* bias, float* turns, float* result, int rows, int tokens, int n, int headSize)
    {
        for (int row = 0; row < rows; row++, projected += 3 * n, result += 3 * n)
        {
            float* cosines = turns + ((long)(row % tokens) * 2 * headSize);
            for (int i = 0; i < 2 * n; i += Lanes.Count)
            {
                var x = Lanes.Load(projected + i);
                x = bias == null ? x : x + Vector512.Load(bias + i);
                int pair = i % headSize;
                Vector512.FusedMultiplyAdd(Lanes.SwapPairs(x), Vector512.Load(cosines + headSize + pair), x * Vector512.Load(cosines + pair)).Store(result + i);
            }

            for (int i = 2 * n; i < 3 * n; i += Lanes.Count)
            {
                Lanes.Load(projected + i).Store(result + i);
            }
        }
    }

    /// <summary>Turns the gradients back, adds those of the biases, and rounds to bf16.</summary>
    [MethodImpl(Full)]
    public static void RotateBackward(float* d, float* dbias, float* turns, ushort* result, int rows, int tokens, int n, int headSize)
    {
        for (int row = 0; row < rows; row++, d += 3 * n, result += 3 * n)
        {
            float* cosines = turns + ((long)(row % tokens) * 2 * headSize);
            for (int i = 0; i < 2 * n; i += Lanes.Count)
            {
                var x = Vector512.Load(d + i);
                int pair = i % headSize;
                var back = Vector512.FusedMultiplyAdd(-Lanes.SwapPairs(x), Vector512.Load(cosines + headSize + pair), x * Vector512.Load(cosines + pair));
                if (dbias != null)
                {
                    (back + Vector512.Load(dbias + i)).Store(dbias + i);
                }

                Lanes.Store(back, result + i);
            }

            for (int i = 2 * n; i < 3 * n; i += Lanes.Count)
            {
                Lanes.Store(Vector512.Load(d + i), result + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(-x));
}
