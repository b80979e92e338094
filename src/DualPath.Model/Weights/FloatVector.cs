using System.Runtime.CompilerServices;

namespace DualPath.Model.Weights;

/// <summary>Pinned floats with a fixed address: gains, biases, taps and workspaces. Elements start at zero.</summary>
internal sealed unsafe class FloatVector
{
    private readonly float[] _values;

    public FloatVector(int length)
    {
        _values = GC.AllocateArray<float>(Math.Max(length, 1), pinned: true);
        Data = (float*)Unsafe.AsPointer(ref _values[0]);
        Length = length;
    }

    public int Length { get; }

    /// <summary>Valid while this object is reachable.</summary>
    public float* Data { get; }

    public Span<float> Span => _values.AsSpan(0, Length);
}
