using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Gradients;

/// <summary>A matrix that is allocated once, multiplied by torch and read and written by the kernels.</summary>
internal sealed unsafe class Slab : IDisposable
{
    private readonly Tensor _tensor;

    public Slab(long rows, long columns, ScalarType type)
    {
        _tensor = zeros([rows, columns], type).DetachFromDisposeScope();
        Columns = (int)columns;

        // Native memory: it stays where it is as long as the tensor lives.
        void* start = Unsafe.AsPointer(ref MemoryMarshal.GetReference(_tensor.bytes));
        Floats = type == ScalarType.Float32 ? (float*)start : null;
        Halves = type == ScalarType.BFloat16 ? (ushort*)start : null;
    }

    /// <summary>Columns of every row.</summary>
    public int Columns { get; }

    /// <summary>The values, if the matrix is fp32.</summary>
    public float* Floats { get; }

    /// <summary>The values, if the matrix is bf16.</summary>
    public ushort* Halves { get; }

    /// <summary>The whole matrix as a tensor; not to be disposed by the caller.</summary>
    public Tensor Tensor => _tensor;

    public float* Row(long row) => Floats + (row * Columns);

    public ushort* HalfRow(long row) => Halves + (row * Columns);

    /// <summary>Some rows as a tensor of the current dispose scope, sharing the memory.</summary>
    public Tensor Rows(long first, long count) => _tensor.narrow(0, first, count);

    public void Dispose() => _tensor.Dispose();
}
