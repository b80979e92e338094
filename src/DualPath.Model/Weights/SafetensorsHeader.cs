using System.Text.Json;

namespace DualPath.Model.Weights;

/// <summary>
/// Parses and checks the header of a safetensors file: an 8-byte little-endian length N, N bytes of JSON
/// <c>{"name": {"dtype": …, "shape": […], "data_offsets": [begin, end]}, …}</c>, then the data. Nothing in the file is believed
/// before it was compared with the file's length; ranges must fill the data without gap or overlap.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>Largest header accepted. The published 3.5-billion-parameter checkpoint's takes about 10 KB.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MaxDimensions = 8;

    public static List<TensorEntry> Parse(string file, ReadOnlySpan<byte> json, long dataStart, long fileLength)
    {
        var entries = new List<TensorEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            Expect(file, ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string name = reader.GetString()!;
                if (!names.Add(name))
                {
                    throw new ModelFormatException(file, $"tensor \"{name}\" is listed twice");
                }

                if (name == "__metadata__")
                {
                    reader.Read();
                    reader.Skip();
                    continue;
                }

                entries.Add(ParseEntry(file, name, ref reader, dataStart, fileLength));
            }

            while (reader.Read())
            {
                // Anything but white space behind the object makes the reader throw.
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException(file, $"the header is not the JSON of a safetensors file: {e.Message}", e);
        }

        CheckRanges(file, entries, dataStart, fileLength);
        return entries;
    }

    private static TensorEntry ParseEntry(string file, string name, ref Utf8JsonReader reader, long dataStart, long fileLength)
    {
        TensorType? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(file, ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string field = reader.GetString()!;
            switch (field)
            {
                case "dtype":
                    reader.Read();
                    string text = reader.GetString() ?? "null";
                    type = Enum.TryParse<TensorType>(text, out var parsed) && Enum.GetName(parsed) == text
                        ? parsed
                        : throw new ModelFormatException(file, $"tensor \"{name}\" has the type {text}, which is not supported");
                    break;
                case "shape":
                    shape = ParseNumbers(file, name, field, ref reader, MaxDimensions);
                    break;
                case "data_offsets":
                    offsets = ParseNumbers(file, name, field, ref reader, 2);
                    break;
                default:
                    throw new ModelFormatException(file, $"tensor \"{name}\" has the unknown field \"{field}\"");
            }
        }

        if (type is null || shape is null || offsets is not { Count: 2 })
        {
            throw new ModelFormatException(file, $"tensor \"{name}\" lacks its type, shape or two offsets");
        }

        long begin = offsets[0];
        long end = offsets[1];
        if (begin > end || end > fileLength - dataStart)
        {
            throw new ModelFormatException(
                file, $"tensor \"{name}\" claims bytes {begin}..{end} of the data, but there are {fileLength - dataStart}");
        }

        UInt128 count = 1;
        foreach (long size in shape)
        {
            // A count above the file's length is refused below; stopping there keeps the product from wrapping.
            count = count > (UInt128)fileLength ? count : count * (UInt128)size;
        }

        int width = Width(type.Value);
        if (shape.Contains(0))
        {
            count = 0;
        }

        if (count * (UInt128)width != (UInt128)(end - begin))
        {
            throw new ModelFormatException(
                file, $"tensor \"{name}\" of shape [{string.Join(", ", shape)}] and type {type} does not fit its {end - begin} bytes");
        }

        return new TensorEntry(name, type.Value, shape, (long)count, dataStart + begin, end - begin);
    }

    private static List<long> ParseNumbers(string file, string name, string field, ref Utf8JsonReader reader, int limit)
    {
        var numbers = new List<long>();
        Expect(file, ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == limit || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw new ModelFormatException(file, $"tensor \"{name}\" has a bad \"{field}\"");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static void CheckRanges(string file, List<TensorEntry> entries, long dataStart, long fileLength)
    {
        long at = dataStart;
        foreach (var entry in entries.OrderBy(e => e.Offset).ThenBy(e => e.Bytes))
        {
            if (entry.Offset != at)
            {
                throw new ModelFormatException(
                    file, $"tensor \"{entry.Name}\" {(entry.Offset < at ? "overlaps the tensor before it" : "leaves a gap before it")}");
            }

            at += entry.Bytes;
        }

        if (at != fileLength)
        {
            throw new ModelFormatException(file, $"{fileLength - at} bytes at the end belong to no tensor");
        }
    }

    private static void Expect(string file, ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new ModelFormatException(file, $"the header has a {reader.TokenType} where a {token} belongs");
        }
    }

    public static int Width(TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 => 8,
        TensorType.F32 or TensorType.I32 => 4,
        _ => 2,
    };
}
