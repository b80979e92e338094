using System.Text.Json;
using DualPath.Engine.Tokenization.Bpe;
using DualPath.Model;

namespace DualPath.Engine.Tokenization;

/// <summary>Reads a <c>tokenizer.json</c> of either kind, and tells the kind by what the file says of itself.</summary>
public static class TokenizerFile
{
    /// <summary>Its name inside a checkpoint folder.</summary>
    public const string Name = "tokenizer.json";

    private const int MaxFileBytes = 64 << 20;

    /// <summary>The tokenizer that the file describes: words where it names a format of its own, byte-level BPE where it has a model.</summary>
    /// <exception cref="ModelFormatException">The file is missing, is of neither kind, or contradicts itself.</exception>
    public static IChatTokenizer Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
            {
                throw new ModelFormatException(path, $"is {stream.Length} bytes long; at most {MaxFileBytes} are allowed");
            }

            using var json = JsonDocument.Parse(stream);
            return json.RootElement switch
            {
                { ValueKind: JsonValueKind.Object } root when root.TryGetProperty("format", out _) => ChatTokenizer.Load(path),
                { ValueKind: JsonValueKind.Object } root when root.TryGetProperty("model", out _) => BpeChatTokenizer.Load(path),
                _ => throw new ModelFormatException(path, "is no tokenizer this code knows: it has neither a \"format\" nor a \"model\""),
            };
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(path, e.Message, e);
        }
    }
}
