using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace DualPath.Model.Weights;

/// <summary>Writes safetensors files. The file appears under its name only when it is complete.</summary>
public static class SafetensorsWriter
{
    private const int BufferBytes = 64 << 10;

    /// <summary>Writes tensors in the order given.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">Shape and row-major values.</param>
    /// <param name="format">Stored format; bfloat16 rounds to nearest, ties to even.</param>
    /// <param name="metadata">Free text pairs kept in the header.</param>
    public static void Write(
        string path,
        IEnumerable<(TensorSpec Spec, ReadOnlyMemory<float> Values)> tensors,
        WeightFormat format = WeightFormat.Fp32,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (format is not (WeightFormat.Fp32 or WeightFormat.Bf16))
        {
            throw new ArgumentException($"{format} is a way to keep weights in memory, not in a file", nameof(format));
        }

        var list = tensors.ToList();
        byte[] header = Header(list, format, metadata);
        string partial = path + ".partial";
        using (var stream = File.Create(partial))
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
            stream.Write(prefix);
            stream.Write(header);
            byte[] buffer = new byte[BufferBytes];
            foreach (var (_, values) in list)
            {
                WriteValues(stream, values.Span, format, buffer);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }

    private static void WriteValues(FileStream stream, ReadOnlySpan<float> values, WeightFormat format, byte[] buffer)
    {
        int width = Width(format);
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, buffer.Length / width);
            for (int i = 0; i < count; i++)
            {
                if (format == WeightFormat.Bf16)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(i * 2), BFloat16.FromSingle(values[i]));
                }
                else
                {
                    BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(i * 4), values[i]);
                }
            }

            stream.Write(buffer, 0, count * width);
            values = values[count..];
        }
    }

    private static byte[] Header(
        List<(TensorSpec Spec, ReadOnlyMemory<float> Values)> tensors, WeightFormat format, IReadOnlyDictionary<string, string>? metadata)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (spec, values) in tensors)
            {
                if (spec.Count != values.Length)
                {
                    throw new ArgumentException($"{spec.Name} has {values.Length} values, its shape asks for {spec.Count}", nameof(tensors));
                }

                json.WriteStartObject(spec.Name);
                json.WriteString("dtype", format == WeightFormat.Bf16 ? "BF16" : "F32");
                json.WriteStartArray("shape");
                foreach (int size in spec.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)values.Length * Width(format));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The data begins at a multiple of 8 bytes, as the format asks.
        bytes.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((8 - (bytes.Length % 8)) % 8))));
        return bytes.ToArray();
    }

    private static int Width(WeightFormat format) => format == WeightFormat.Bf16 ? 2 : 4;
}
