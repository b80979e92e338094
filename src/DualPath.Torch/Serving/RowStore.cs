using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>Rows [positions, ..] of one kind of one sequence, in one tensor that doubles as it fills.</summary>
/// <param name="shape">Shape of a row.</param>
/// <param name="device">Where they are kept.</param>
internal sealed class RowStore(long[] shape, Device device) : IDisposable
{
    private const long Smallest = 32;

    private Tensor? _rows;

    /// <summary>Bytes held.</summary>
    public long Bytes => _rows is null ? 0 : _rows.numel() * sizeof(float);

    /// <summary>Keeps rows [count, ..] from a position on.</summary>
    public void Write(long first, Tensor rows)
    {
        long needed = first + rows.shape[0];
        if (_rows is null || needed > _rows.shape[0])
        {
            Grow(needed);
        }

        _rows!.narrow(0, first, rows.shape[0]).copy_(rows);
    }

    /// <summary>A view of rows.</summary>
    public Tensor Read(long first, long count) => _rows!.narrow(0, first, count);

    public void Dispose() => _rows?.Dispose();

    private void Grow(long needed)
    {
        long capacity = Smallest;
        while (capacity < needed)
        {
            capacity *= 2;
        }

        // Zeros: what is masked is still multiplied, and must not be infinite.
        var larger = zeros([capacity, .. shape], device: device).DetachFromDisposeScope();
        if (_rows is not null)
        {
            larger.narrow(0, 0, _rows.shape[0]).copy_(_rows);
            _rows.Dispose();
        }

        _rows = larger;
    }
}
