using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace DualPath.Model.Weights;

/// <summary>
/// A safetensors file, mapped into memory for reading. <see cref="Open"/> reads and checks the header only; values are paged in by the
/// system as they are asked for, so reading takes no memory of the process's own. Numbers are little-endian, in the file and here.
/// </summary>
public sealed class SafetensorsFile : ITensorSource, IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Dictionary<string, TensorEntry> _entries;

    private SafetensorsFile(string path, SafeFileHandle handle, List<TensorEntry> entries)
    {
        Name = path;
        Entries = entries;
        _entries = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        Tensors = [.. entries.Select(e => new TensorSpec(e.Name, [.. e.Shape.Select(size => (int)Math.Min(size, int.MaxValue))]))];
        _handle = handle;
        _map = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
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

    public string FileOf(string name) => Name;

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
        using var mapped = new Mapped(this, entry);
        if (entry.Type == TensorType.I64)
        {
            mapped.Values<long>(0, values.Length).CopyTo(values);
            return values;
        }

        var narrow = mapped.Values<int>(0, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = narrow[i];
        }

        return values;
    }

    public void Read(string name, long first, Span<float> values)
    {
        var entry = this[name];
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + values.Length, entry.Count, nameof(values));
        if (entry.Type is TensorType.I64 or TensorType.I32)
        {
            throw new ModelFormatException(Name, $"tensor \"{name}\" holds {entry.Type}, not floats");
        }

        using var mapped = new Mapped(this, entry);
        switch (entry.Type)
        {
            case TensorType.F32:
                mapped.Values<float>(first, values.Length).CopyTo(values);
                break;
            case TensorType.BF16:
                Widen(mapped.Values<ushort>(first, values.Length), values);
                break;
            case TensorType.F16:
                Widen(mapped.Values<Half>(first, values.Length), values);
                break;
            default:
                Narrow(mapped.Values<double>(first, values.Length), values);
                break;
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
        _handle.Dispose();
    }

    private static void Widen(ReadOnlySpan<ushort> bits, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BFloat16.ToSingle(bits[i]);
        }
    }

    private static void Widen(ReadOnlySpan<Half> halves, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)halves[i];
        }
    }

    private static void Narrow(ReadOnlySpan<double> doubles, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)doubles[i];
        }
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

    /// <summary>
    /// The mapped bytes of one tensor. The file's length is looked at again each time, because touching a page behind the end of a file
    /// that was cut short since it was opened would end the process instead of throwing.
    /// </summary>
    private readonly unsafe ref struct Mapped
    {
        private readonly SafeMemoryMappedViewHandle _view;
        private readonly byte* _start;

        public Mapped(SafetensorsFile file, TensorEntry entry)
        {
            if (RandomAccess.GetLength(file._handle) < entry.Offset + entry.Bytes)
            {
                throw new ModelFormatException(file.Name, $"tensor \"{entry.Name}\" cannot be read: the file was cut short after it was opened");
            }

            _view = file._view.SafeMemoryMappedViewHandle;
            byte* data = null;
            _view.AcquirePointer(ref data);
            _start = data + file._view.PointerOffset + entry.Offset;
        }

        public ReadOnlySpan<T> Values<T>(long first, int count)
            where T : unmanaged => new((T*)_start + first, count);

        public void Dispose() => _view.ReleasePointer();
    }
}
