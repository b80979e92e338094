using DualPath.Model.Kernels;
using DualPath.Model.Weights;

namespace DualPath.Model.Tests.Kernels;

/// <summary>Every kernel set against the plain loops (bitwise) and against double precision (within rounding).</summary>
public sealed unsafe class KernelTests
{
    private static readonly Kernel Scalar = Kernel.For(KernelSet.Scalar);

    public static TheoryData<KernelSet> Sets => [.. Enum.GetValues<KernelSet>()];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Multiply_AnySizeAndRows_EqualsScalarAndDouble(KernelSet set)
    {
        var kernel = Kernel.For(set);
        foreach (var format in Enum.GetValues<WeightFormat>())
        {
            foreach (var (n, k) in ((int, int)[])[(1, 1), (7, 5), (16, 16), (31, 33), (64, 48), (130, 17), (257, 96)])
            {
                foreach (int rows in (int[])[1, 2, 3, 4, 5, 8, 11])
                {
                    foreach (bool accumulate in (bool[])[false, true])
                    {
                        CheckMultiply(kernel, format, n, k, rows, accumulate);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Multiply_RowAmongOthers_EqualsRowAlone(KernelSet set)
    {
        var kernel = Kernel.For(set);
        const int n = 83;
        const int k = 37;
        var w = Matrix(n, k, WeightFormat.Fp32, seed: 1, out _);
        var x = Vector(32 * k, seed: 2);
        var together = new FloatVector(32 * n);
        var alone = new FloatVector(n);
        for (int rows = 1; rows <= 32; rows++)
        {
            kernel.Multiply(x.Data, k, rows, w, together.Data, n);
            for (int row = 0; row < rows; row++)
            {
                kernel.Multiply(x.Data + (row * k), k, 1, w, alone.Data, n);
                Assert.Equal(alone.Span.ToArray(), together.Span.Slice(row * n, n).ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Multiply_PartOfAWiderBuffer_LeavesTheRestAlone(KernelSet set)
    {
        const int stride = 40;
        var w = Matrix(21, 8, WeightFormat.Fp32, seed: 3, out _);
        var x = Vector(6 * stride, seed: 4);
        var y = new FloatVector(6 * stride);
        y.Span.Fill(float.NaN);

        Kernel.For(set).Multiply(x.Data, stride, 6, w, y.Data, stride);

        for (int i = 0; i < y.Length; i++)
        {
            Assert.Equal(i % stride >= 21, float.IsNaN(y.Span[i]));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void ElementwiseKernels_AnyLength_EqualScalarAndDouble(KernelSet set)
    {
        var kernel = Kernel.For(set);
        for (int n = 1; n <= 70; n++)
        {
            var x = Vector(2 * n, seed: n, scale: 4);
            var b = Vector(n, seed: n + 1000);
            double[] wide = [.. x.Span.ToArray().Select(v => (double)v)];
            double[] gain = [.. b.Span.ToArray().Select(v => (double)v)];
            double dot = wide.Take(n).Zip(gain, (p, q) => p * q).Sum();
            double rms = 1 / Math.Sqrt((wide.Take(n).Sum(v => v * v) / n) + 1e-6);

            Assert.Equal(Scalar.Dot(x.Data, b.Data, n), kernel.Dot(x.Data, b.Data, n));
            Assert.Equal(dot, kernel.Dot(x.Data, b.Data, n), 1e-4);
            Check(n, (k, y) => k.RmsNorm(x.Data, b.Data, y, n, 1e-6f), i => wide[i] * rms * gain[i]);
            Check(n, (k, y) => k.Gate(x.Data, y, n), i => wide[i] / (1 + Math.Exp(-wide[i])) * wide[n + i]);
            Check(n, (k, y) => k.Add(y, x.Data, n), i => wide[i]);
            Check(n, (k, y) => k.MultiplyAdd(y, x.Data, b.Data, n), i => wide[i] * gain[i]);
        }

        void Check(int n, KernelCall call, Func<int, double> expected)
        {
            var y = new FloatVector(n);
            var scalar = new FloatVector(n);
            call(kernel, y.Data);
            call(Scalar, scalar.Data);
            Assert.Equal(scalar.Span.ToArray(), y.Span.ToArray());
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(expected(i), y.Span[i], 2e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Gate_ExtremeInputs_StayFinite(KernelSet set)
    {
        float[] extremes = [-1e30f, -200, -88, -87, -1e-30f, -0f, 0, 1e-30f, 87, 88, 200, 1e30f];
        var x = new FloatVector(2 * extremes.Length);
        extremes.CopyTo(x.Span);
        x.Span[extremes.Length..].Fill(1);

        Kernel.For(set).Gate(x.Data, x.Data, extremes.Length);

        for (int i = 0; i < extremes.Length; i++)
        {
            double expected = extremes[i] / (1 + Math.Exp(-(double)extremes[i]));
            Assert.Equal(expected, x.Span[i], Math.Max(1e-6, Math.Abs(expected) * 1e-6));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rotate_AnyHeadSize_EqualsScalarAndDouble(KernelSet set)
    {
        foreach (int d in (int[])[2, 4, 6, 8, 14, 16, 30, 32, 64, 96])
        {
            var x = Vector(3 * d, seed: d);
            float[] before = x.Span.ToArray();
            var turn = new FloatVector(2 * d);
            for (int i = 0; i < d; i++)
            {
                float angle = 1.7f / ((i / 2) + 1);
                turn.Span[i] = MathF.Cos(angle);
                turn.Span[d + i] = i % 2 == 0 ? -MathF.Sin(angle) : MathF.Sin(angle);
            }

            var scalar = Vector(3 * d, seed: d);
            Scalar.Rotate(scalar.Data, turn.Data, 3, d);
            Kernel.For(set).Rotate(x.Data, turn.Data, 3, d);

            Assert.Equal(scalar.Span.ToArray(), x.Span.ToArray());
            for (int i = 0; i < 3 * d; i += 2)
            {
                double angle = 1.7f / ((i % d / 2) + 1);
                Assert.Equal((before[i] * Math.Cos(angle)) - (before[i + 1] * Math.Sin(angle)), x.Span[i], 1e-6);
                Assert.Equal((before[i + 1] * Math.Cos(angle)) + (before[i] * Math.Sin(angle)), x.Span[i + 1], 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Attend_AnyCountAndHeadSize_EqualsScalarAndDouble(KernelSet set)
    {
        const int heads = 5;
        float** entries = stackalloc float*[100];
        foreach (int d in (int[])[2, 8, 14, 16, 24, 32, 96])
        {
            foreach (int count in (int[])[1, 2, 15, 16, 17, 33, 100])
            {
                int h = heads * d;
                var query = Vector(h, seed: d, scale: 3);
                var memory = Vector(count * 2 * h, seed: count);
                for (int n = 0; n < count; n++)
                {
                    entries[n] = memory.Data + (n * 2 * h);
                }

                var scores = new FloatVector(heads * (count + 1));
                var scalar = new FloatVector(h);
                var output = new FloatVector(h);
                Scalar.Attend(query.Data, entries, count, heads, d, h, scores.Data, scalar.Data);
                Kernel.For(set).Attend(query.Data, entries, count, heads, d, h, scores.Data, output.Data);

                Assert.Equal(scalar.Span.ToArray(), output.Span.ToArray());
                for (int i = 0; i < h; i++)
                {
                    Assert.Equal(Attended(query, memory, count, h, d, i), output.Span[i], 2e-6);
                }
            }
        }
    }

    private delegate void KernelCall(Kernel kernel, float* y);

    private static double Attended(FloatVector query, FloatVector memory, int count, int h, int d, int element)
    {
        int head = element / d * d;
        double[] weights = new double[count];
        for (int n = 0; n < count; n++)
        {
            double score = 0;
            for (int i = head; i < head + d; i++)
            {
                score += (double)query.Span[i] * memory.Span[(n * 2 * h) + i];
            }

            weights[n] = Math.Exp(score / Math.Sqrt(d));
        }

        return weights.Select((w, n) => w * memory.Span[(n * 2 * h) + h + element]).Sum() / weights.Sum();
    }

    private static void CheckMultiply(Kernel kernel, WeightFormat format, int n, int k, int rows, bool accumulate)
    {
        var w = Matrix(n, k, format, seed: n, out float[] values);
        var x = Vector(rows * k, seed: k);
        var y = Vector(rows * n, seed: 9);
        var scalar = Vector(rows * n, seed: 9);
        float[] before = y.Span.ToArray();

        kernel.Multiply(x.Data, k, rows, w, y.Data, n, accumulate);
        Scalar.Multiply(x.Data, k, rows, w, scalar.Data, n, accumulate);

        Assert.Equal(scalar.Span.ToArray(), y.Span.ToArray());
        for (int i = 0; i < rows * n; i++)
        {
            double sum = accumulate ? before[i] : 0;
            for (int j = 0; j < k; j++)
            {
                sum += (double)x.Span[(i / n * k) + j] * values[(i % n * k) + j];
            }

            Assert.Equal(sum, y.Span[i], 2e-5);
        }
    }

    private static PackedMatrix Matrix(int n, int k, WeightFormat format, int seed, out float[] values)
    {
        values = Vector(n * k, seed).Span.ToArray();
        var matrix = new PackedMatrix(n, k, format);
        for (int i = 0; i < n; i++)
        {
            matrix.SetRow(i, values.AsSpan(i * k, k));
        }

        if (format != WeightFormat.Fp32)
        {
            float[] exact = values;
            values = [.. values.Select((_, i) => matrix[i / k, i % k])];

            // Nearest: half a step off at most.
            Assert.All(exact.Zip(values).Chunk(k), row => Assert.All(row, pair => Assert.Equal(
                pair.First, pair.Second, (format == WeightFormat.Bf16 ? MathF.Abs(pair.First) / 256 : row.Max(other => MathF.Abs(other.First)) / 254) + 1e-7f)));
        }

        return matrix;
    }

    private static FloatVector Vector(int length, int seed, float scale = 2)
    {
        var random = new Random(seed);
        var vector = new FloatVector(length);
        foreach (ref float value in vector.Span)
        {
            value = scale * (random.NextSingle() - 0.5f);
        }

        return vector;
    }
}
