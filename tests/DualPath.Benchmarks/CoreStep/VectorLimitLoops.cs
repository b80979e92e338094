using System.Runtime.CompilerServices;
using DualPath.Model.Kernels;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>The loops for one vector width; the JIT specialises them as it does the kernels.</summary>
internal sealed unsafe class VectorLimitLoops<TSimd, TVector> : LimitLoops
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    // Beyond the second-level cache four streams are read faster than one: each is prefetched by itself.
    private const int Streams = 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Read(float* from, long count)
    {
        int vector = TSimd.Lanes;
        nint stream = (nint)(count / (Streams * 2 * vector) * (2 * vector));
        float* p = from;
        float* q = p + stream;
        float* r = q + stream;
        float* s = r + stream;
        TVector p0 = default, p1 = default, q0 = default, q1 = default, r0 = default, r1 = default, s0 = default, s1 = default;
        for (nint i = 0; i < stream; i += 2 * vector)
        {
            p0 = TSimd.Add(p0, TSimd.Load(p + i));
            q0 = TSimd.Add(q0, TSimd.Load(q + i));
            r0 = TSimd.Add(r0, TSimd.Load(r + i));
            s0 = TSimd.Add(s0, TSimd.Load(s + i));
            p1 = TSimd.Add(p1, TSimd.Load(p + i + vector));
            q1 = TSimd.Add(q1, TSimd.Load(q + i + vector));
            r1 = TSimd.Add(r1, TSimd.Load(r + i + vector));
            s1 = TSimd.Add(s1, TSimd.Load(s + i + vector));
        }

        return Sum(p0, p1, q0, q1) + Sum(r0, r1, s0, s1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float MultiplyAdd(long count)
    {
        // Two units with a latency of four or five cycles need eight or ten chains; twelve and both factors still fit sixteen registers.
        var x = TSimd.Broadcast(0.5f);
        var y = TSimd.Broadcast(0.25f);
        TVector a = default, b = default, c = default, d = default, e = default, f = default;
        TVector g = default, h = default, i = default, j = default, k = default, l = default;
        for (long turns = count / (12 * TSimd.Lanes); turns > 0; turns--)
        {
            a = TSimd.FusedMultiplyAdd(x, y, a);
            b = TSimd.FusedMultiplyAdd(x, y, b);
            c = TSimd.FusedMultiplyAdd(x, y, c);
            d = TSimd.FusedMultiplyAdd(x, y, d);
            e = TSimd.FusedMultiplyAdd(x, y, e);
            f = TSimd.FusedMultiplyAdd(x, y, f);
            g = TSimd.FusedMultiplyAdd(x, y, g);
            h = TSimd.FusedMultiplyAdd(x, y, h);
            i = TSimd.FusedMultiplyAdd(x, y, i);
            j = TSimd.FusedMultiplyAdd(x, y, j);
            k = TSimd.FusedMultiplyAdd(x, y, k);
            l = TSimd.FusedMultiplyAdd(x, y, l);
        }

        return Sum(a, b, c, d) + Sum(e, f, g, h) + Sum(i, j, k, l);
    }

    private static float Sum(TVector a, TVector b, TVector c, TVector d) =>
        TSimd.Sum(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), default, default, default);
}
