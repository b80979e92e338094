using System.Text.Json;

namespace DualPath.Model.Weights;

/// <summary>
/// The index of a checkpoint whose tensors are spread over several files:
/// <c>{"metadata": {…}, "weight_map": {"name": "model-00001-of-00004.safetensors", …}}</c>. Shards lie beside the index.
/// </summary>
internal sealed class ShardIndex
{
    /// <summary>Largest index accepted. The published 3.5-billion-parameter checkpoint's takes about 10 KB.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MaxShards = 1024;

    private ShardIndex(Dictionary<string, string> shardOf)
    {
        ShardOf = shardOf;
        Shards = [.. shardOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The file name of the shard that holds each tensor.</summary>
    public IReadOnlyDictionary<string, string> ShardOf { get; }

    /// <summary>File names of all shards, in ordinal order.</summary>
    public IReadOnlyList<string> Shards { get; }

    /// <summary>Reads and checks an index; the shards are not looked at.</summary>
    /// <exception cref="ModelFormatException">The file cannot be read, is no index, or names a file outside of its folder.</exception>
    public static ShardIndex Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                throw new ModelFormatException(path, $"has {stream.Length} bytes; an index has at most {MaxBytes}");
            }

            byte[] json = new byte[stream.Length];
            stream.ReadExactly(json);
            var index = new ShardIndex(Parse(path, json));
            return index.Shards.Count is > 0 and <= MaxShards
                ? index
                : throw new ModelFormatException(path, $"names {index.Shards.Count} files; 1 to {MaxShards} are accepted");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new ModelFormatException(path, $"cannot be read as an index of shards: {e.Message}", e);
        }
    }

    private static Dictionary<string, string> Parse(string path, ReadOnlySpan<byte> json)
    {
        Dictionary<string, string>? shardOf = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        Expect(path, ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (!reader.ValueTextEquals("weight_map"))
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            shardOf = shardOf is null ? ParseMap(path, ref reader) : throw new ModelFormatException(path, "has more than one \"weight_map\"");
        }

        while (reader.Read())
        {
            // Anything but white space behind the object makes the reader throw.
        }

        return shardOf ?? throw new ModelFormatException(path, "has no \"weight_map\"");
    }

    private static Dictionary<string, string> ParseMap(string path, ref Utf8JsonReader reader)
    {
        var shardOf = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expect(path, ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string tensor = reader.GetString()!;
            Expect(path, ref reader, JsonTokenType.String);
            string shard = reader.GetString()!;
            if (!IsPlainName(shard))
            {
                throw new ModelFormatException(path, $"tensor \"{tensor}\" is placed in \"{shard}\", which is not the name of a .safetensors file in this folder");
            }

            // One string per shard, however many tensors name it.
            shard = names.TryGetValue(shard, out string? known) ? known : shard;
            names.Add(shard);
            if (!shardOf.TryAdd(tensor, shard))
            {
                throw new ModelFormatException(path, $"tensor \"{tensor}\" is listed twice");
            }
        }

        return shardOf;
    }

    /// <summary>Letters, digits, dots, dashes and underscores with the format's ending: no separator of any system, no drive, nothing hidden.</summary>
    private static bool IsPlainName(string name) =>
        name.Length <= 255 && !name.StartsWith('.') && name.EndsWith(".safetensors", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static void Expect(string path, ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new ModelFormatException(path, $"has a {reader.TokenType} where a {token} belongs");
        }
    }
}
