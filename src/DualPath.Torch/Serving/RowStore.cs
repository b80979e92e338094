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
    public long Bytes { get; private set; }

    /// <summary>Keeps rows [count, ..] from a position on.</summary>
    public void Write(long first, Tensor rows)
    {
        Reserve(first + rows.shape[0]);
        _rows!.narrow(0, first, rows.shape[0]).copy_(rows);
    }

    /// <summary>Takes memory for so many rows.</summary>
    public void Reserve(long count)
    {
        if (_rows is null || count > _rows.shape[0])
        {
            using var off = no_grad();
            Move(Capacity(count));
        }
    }

    /// <summary>A view of rows.</summary>
    public Tensor Read(long first, long count) => _rows!.narrow(0, first, count);

    /// <summary>Gives back the memory of the rows from <paramref name="count"/> on.</summary>
    public void Shrink(long count)
    {
        if (count == 0)
        {
            Dispose();
        }
        else if (_rows is not null && Capacity(count) < _rows.shape[0])
        {
            Move(Capacity(count));
        }
    }

    public void Dispose()
    {
        _rows?.Dispose();
        (_rows, Bytes) = (null, 0);
    }

    /// <summary>Rows that are kept room for where there are so many.</summary>
    public static long Capacity(long rows)
    {
        long capacity = Smallest;
        while (capacity < rows)
        {
            capacity *= 2;
        }

        return capacity;
    }

    private void Move(long capacity)
    {
        using var scope = NewDisposeScope();

        // Zeros: what is masked is still multiplied, and must not be infinite.
        var moved = zeros([capacity, .. shape], device: device).DetachFromDisposeScope();
        if (_rows is not null)
        {
            long both = Math.Min(capacity, _rows.shape[0]);
            moved.narrow(0, 0, both).copy_(_rows.narrow(0, 0, both));
            _rows.Dispose();
        }

        _rows = moved;
        Bytes = moved.numel() * sizeof(float);
    }
}
