using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DualPath.Torch.Gradients;

/// <summary>Sixteen floats at a time, and the way between them and bfloat16 (rounded to nearest, ties to even).</summary>
internal static unsafe class Lanes
{
    public const int Count = 16;

    private static readonly Vector512<int> Swapped = Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ushort* source)
    {
        var (lower, upper) = Vector256.Widen(Vector256.Load(source));
        return (Vector512.Create(lower, upper) << 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ushort* destination)
    {
        var bits = value.AsUInt32();
        bits = (bits + Vector512.Create(0x7fffu) + ((bits >> 16) & Vector512.Create(1u))) >> 16;
        Vector256.Narrow(bits.GetLower(), bits.GetUpper()).Store(destination);
    }

    /// <summary>Exchanges the two elements of every pair (2j, 2j+1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SwapPairs(Vector512<float> value) => Vector512.Shuffle(value, Swapped);

    /// <summary>n rounded up to whole lanes.</summary>
    public static int RoundUp(int n) => (n + Count - 1) / Count * Count;
}
