using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace DualPath.Model.Weights;

/// <summary>
/// A safetensors file, opened for reading. <see cref="Open"/> reads and checks the header only; values are read when asked for.
/// Not thread-safe.
/// </summary>
public sealed class SafetensorsFile : ITensorSource, IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly Dictionary<string, TensorEntry> _entries;
    private readonly byte[] _buffer = new byte[64 << 10];

    private SafetensorsFile(string path, SafeFileHandle handle, List<TensorEntry> entries)
    {
        Name = path;
        _handle = handle;
        Entries = entries;
        _entries = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        Tensors = [.. entries.Select(e => new TensorSpec(e.Name, [.. e.Shape.Select(size => (int)Math.Min(size, int.MaxValue))]))];
    }

    /// <summary>The path, as given.</summary>
    public string Name { get; }

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<TensorEntry> Entries { get; }

    public IReadOnlyCollection<TensorSpec> Tensors { get; }

    /// <summary>Opens a file and checks its header against its length.</summary>
    /// <exception cref="ModelFormatException">The file cannot be read or is damaged; memory used is bounded by the header limit.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path);
            long length = RandomAccess.GetLength(handle);
            Span<byte> prefix = stackalloc byte[8];
            if (length < 8)
            {
                throw new ModelFormatException(path, "is shorter than the 8 bytes every safetensors file begins with");
            }

            ReadFully(path, handle, prefix, 0);
            ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerBytes > (ulong)(length - 8) || headerBytes > SafetensorsHeader.MaxBytes)
            {
                throw new ModelFormatException(
                    path, $"claims a header of {headerBytes} bytes (file: {length}, largest accepted: {SafetensorsHeader.MaxBytes})");
            }

            byte[] header = new byte[(int)headerBytes];
            ReadFully(path, handle, header, 8);
            return new SafetensorsFile(path, handle, SafetensorsHeader.Parse(path, header, 8 + header.Length, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            handle?.Dispose();
            throw new ModelFormatException(path, e.Message, e);
        }
        catch (ModelFormatException)
        {
            handle?.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is such a tensor.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>The tensor's entry.</summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public TensorEntry this[string name] =>
        _entries.TryGetValue(name, out var entry) ? entry : throw new ModelFormatException(Name, $"tensor \"{name}\" is missing");

    public bool IsBFloat16(string name) => this[name].Type == TensorType.BF16;

    /// <summary>All values of a floating-point tensor, widened or (F64) narrowed to single precision.</summary>
    public float[] ReadFloats(string name)
    {
        float[] values = new float[CheckedLength(this[name])];
        Read(name, 0, values);
        return values;
    }

    /// <summary>All values of an integer tensor.</summary>
    public long[] ReadIntegers(string name)
    {
        var entry = this[name];
        if (entry.Type is not (TensorType.I64 or TensorType.I32))
        {
            throw new ModelFormatException(Name, $"tensor \"{name}\" holds {entry.Type}, not integers");
        }

        long[] values = new long[CheckedLength(entry)];
        int width = SafetensorsHeader.Width(entry.Type);
        for (int done = 0; done < values.Length;)
        {
            var bytes = ReadBytes(entry, done, Math.Min(values.Length - done, _buffer.Length / width), width);
            for (int i = 0; i < bytes.Length; i += width)
            {
                values[done++] = width == 8
                    ? BinaryPrimitives.ReadInt64LittleEndian(bytes[i..])
                    : BinaryPrimitives.ReadInt32LittleEndian(bytes[i..]);
            }
        }

        return values;
    }

    public void Read(string name, long first, Span<float> values)
    {
        var entry = this[name];
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + values.Length, entry.Count, nameof(values));
        int width = SafetensorsHeader.Width(entry.Type);
        for (int done = 0; done < values.Length;)
        {
            int count = Math.Min(values.Length - done, _buffer.Length / width);
            Convert(entry, ReadBytes(entry, first + done, count, width), values.Slice(done, count));
            done += count;
        }
    }

    public void Dispose() => _handle.Dispose();

    private void Convert(TensorEntry entry, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = entry.Type switch
            {
                TensorType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                TensorType.BF16 => BFloat16.ToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..])),
                TensorType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
                TensorType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
                _ => throw new ModelFormatException(Name, $"tensor \"{entry.Name}\" holds {entry.Type}, not floats"),
            };
        }
    }

    private ReadOnlySpan<byte> ReadBytes(TensorEntry entry, long first, int count, int width)
    {
        var bytes = _buffer.AsSpan(0, count * width);
        try
        {
            ReadFully(Name, _handle, bytes, entry.Offset + (first * width));
        }
        catch (IOException e)
        {
            throw new ModelFormatException(Name, $"tensor \"{entry.Name}\" cannot be read: {e.Message}", e);
        }

        return bytes;
    }

    private int CheckedLength(TensorEntry entry) => entry.Count <= Array.MaxLength
        ? (int)entry.Count
        : throw new ModelFormatException(Name, $"tensor \"{entry.Name}\" has more values than one array can hold");

    private static void ReadFully(string path, SafeFileHandle handle, Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(handle, buffer, offset);
            if (read == 0)
            {
                throw new ModelFormatException(path, "ends before its data does");
            }

            buffer = buffer[read..];
            offset += read;
        }
    }
}
