using DualPath.Model.Weights;

namespace DualPath.Model.Kernels;

/// <summary>Plain loops, written for reading: what the vector kernels must equal bit by bit.</summary>
internal sealed unsafe class ScalarKernel : Kernel
{
    public override KernelSet Set => KernelSet.Scalar;

    public override void Multiply(float* x, int xStride, int rows, PackedMatrix w, float* y, int yStride, bool accumulate)
    {
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < w.Rows; n++)
            {
                float start = accumulate ? y[((long)m * yStride) + n] : 0;
                bool scaled = w.Format == WeightFormat.Int8;
                float sum = scaled ? 0 : start;
                for (int k = 0; k < w.Columns; k++)
                {
                    sum = MathF.FusedMultiplyAdd(x[((long)m * xStride) + k], w.Unscaled(n, k), sum);
                }

                y[((long)m * yStride) + n] = scaled ? MathF.FusedMultiplyAdd(sum, w.Scales[n], start) : sum;
            }
        }
    }

    public override float Dot(float* a, float* b, int n)
    {
        float* partial = stackalloc float[Block];
        new Span<float>(partial, Block).Clear();
        for (int i = 0; i < n; i++)
        {
            partial[i % Block] = MathF.FusedMultiplyAdd(a[i], b[i], partial[i % Block]);
        }

        return Tree(partial);
    }

    public override void Add(float* x, float* y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            x[i] += y[i];
        }
    }

    public override void MultiplyAdd(float* x, float* a, float* b, int n)
    {
        for (int i = 0; i < n; i++)
        {
            x[i] = MathF.FusedMultiplyAdd(a[i], b[i], x[i]);
        }
    }

    public override void RmsNorm(float* x, float* gain, float* y, int n, float epsilon)
    {
        float scale = 1 / MathF.Sqrt((Dot(x, x, n) / n) + epsilon);
        for (int i = 0; i < n; i++)
        {
            y[i] = x[i] * scale * gain[i];
        }
    }

    public override void Gate(float* gateAndValue, float* y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            float gate = gateAndValue[i];
            y[i] = gate / (1 + Exp(0 - gate)) * gateAndValue[n + i];
        }
    }

    public override void Rotate(float* x, float* turn, int heads, int headSize)
    {
        for (int head = 0; head < heads; head++, x += headSize)
        {
            for (int i = 0; i < headSize; i += 2)
            {
                float first = x[i];
                float second = x[i + 1];
                x[i] = (first * turn[i]) + (second * turn[headSize + i]);
                x[i + 1] = (second * turn[i + 1]) + (first * turn[headSize + i + 1]);
            }
        }
    }

    public override void Attend(
        float* query, float** entries, int count, int heads, int headSize, int valueOffset, float* scores, float* output)
    {
        float* partial = stackalloc float[Block];
        float scale = 1 / MathF.Sqrt(headSize);
        for (int head = 0; head < heads; head++)
        {
            int at = head * headSize;
            float max = float.NegativeInfinity;
            for (int n = 0; n < count; n++)
            {
                scores[n] = Dot(query + at, entries[n] + at, headSize) * scale;
                max = scores[n] > max ? scores[n] : max;
            }

            new Span<float>(partial, Block).Clear();
            for (int n = 0; n < count; n++)
            {
                scores[n] = Exp(scores[n] - max);
                partial[n % Block] += scores[n];
            }

            float sum = Tree(partial);
            for (int i = 0; i < headSize; i++)
            {
                float weighted = 0;
                for (int n = 0; n < count; n++)
                {
                    weighted = MathF.FusedMultiplyAdd(scores[n], entries[n][valueOffset + at + i], weighted);
                }

                output[at + i] = weighted / sum;
            }
        }
    }

    private static float Tree(float* partial)
    {
        for (int half = Block / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                partial[i] += partial[i + half];
            }
        }

        return partial[0];
    }

    private static float Exp(float x)
    {
        x = x < ExpConstants.Low ? ExpConstants.Low : x > ExpConstants.High ? ExpConstants.High : x;
        float shifted = MathF.FusedMultiplyAdd(x, ExpConstants.Log2E, ExpConstants.Shift);
        float n = shifted - ExpConstants.Shift;
        float r = MathF.FusedMultiplyAdd(n, ExpConstants.MinusLn2High, x);
        r = MathF.FusedMultiplyAdd(n, ExpConstants.MinusLn2Low, r);
        float p = MathF.FusedMultiplyAdd(ExpConstants.C7, r, ExpConstants.C6);
        p = MathF.FusedMultiplyAdd(p, r, ExpConstants.C5);
        p = MathF.FusedMultiplyAdd(p, r, ExpConstants.C4);
        p = MathF.FusedMultiplyAdd(p, r, ExpConstants.C3);
        p = MathF.FusedMultiplyAdd(p, r, ExpConstants.C2);
        p = MathF.FusedMultiplyAdd(p, r, 1);
        p = MathF.FusedMultiplyAdd(p, r, 1);
        return p * BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(shifted) << 23) + 0x3F800000);
    }
}
