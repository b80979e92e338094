namespace DualPath.Model.Kernels;

/// <summary>What <see cref="VectorKernel{TSimd, TVector}"/> needs of one vector width.</summary>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    static abstract int Lanes { get; }

    /// <summary>Whether there are 32 vector registers, and not 16.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector Load(float* source);

    /// <summary>Widens bfloat16 values: their bits are the upper half of a float.</summary>
    static abstract TVector LoadBFloat16(ushort* source);

    /// <summary>Widens signed bytes.</summary>
    static abstract TVector LoadInt8(sbyte* source);

    static abstract void Store(TVector value, float* destination);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a·b + c with one rounding.</summary>
    static abstract TVector FusedMultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Clamp(TVector value, TVector low, TVector high);

    /// <summary>value·2^n, where n sits in the lowest mantissa bits of <paramref name="shifted"/> (see <see cref="ExpConstants"/>).</summary>
    static abstract TVector ScaleByPowerOfTwo(TVector value, TVector shifted);

    /// <summary>Exchanges the two elements of every pair (2j, 2j+1).</summary>
    static abstract TVector SwapPairs(TVector value);

    /// <summary>Adds the sixteen partial sums held by <paramref name="a"/>…<paramref name="d"/> (16 / Lanes of them count) as a tree.</summary>
    static abstract float Sum(TVector a, TVector b, TVector c, TVector d);
}
