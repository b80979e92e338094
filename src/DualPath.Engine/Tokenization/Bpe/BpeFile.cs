using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using DualPath.Model;

namespace DualPath.Engine.Tokenization.Bpe;

/// <summary>
/// A <c>tokenizer.json</c> in the format of the Hugging Face tokenizers library, as far as a byte-level BPE of the published
/// recurrent-depth checkpoints uses it: one splitting pattern, then byte-level merges. What asks for more is refused, not half followed.
/// </summary>
internal sealed record BpeFile
{
    private const int MaxFileBytes = 64 << 20;
    private const int MaxTokens = 1 << 20;

    // Far above what a match of a sound pattern takes.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(2);

    private BpeFile()
    {
    }

    /// <summary>Tokens that text can become, by their spelling in <see cref="ByteAlphabet"/>. No control token is among them.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>Pairs of tokens to merge, parted by a space, the first to be merged first.</summary>
    public required IReadOnlyList<string> Merges { get; init; }

    /// <summary>Tokens that text can never become, by their names.</summary>
    public required IReadOnlyDictionary<string, int> Controls { get; init; }

    /// <summary>Cuts text into the pieces inside of which is merged.</summary>
    public required SplitPreTokenizer Split { get; init; }

    /// <summary>Number of token ids; every id is below it.</summary>
    public int Size => 1 + Vocabulary.Values.Concat(Controls.Values).Max();

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="ModelFormatException">The file is missing, contradicts itself, or asks for what is not implemented here.</exception>
    public static BpeFile Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
            {
                throw new ModelFormatException(path, $"is {stream.Length} bytes long; at most {MaxFileBytes} are allowed");
            }

            var file = JsonSerializer.Deserialize(stream, BpeJsonContext.Default.BpeJson)
                ?? throw new ModelFormatException(path, "holds the JSON value null instead of an object");
            return Read(path, file);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException or RegexParseException)
        {
            throw new ModelFormatException(path, e.Message, e);
        }
    }

    private static BpeFile Read(string path, BpeJson file)
    {
        Check(file.Model.Type == "BPE", $"has a model of type {file.Model.Type}; BPE is supported");
        Check(file.Normalizer is null or { ValueKind: JsonValueKind.Null }, "asks for a normalizer, which is not supported");
        Check(
            string.IsNullOrEmpty(file.Model.ContinuingSubwordPrefix) && string.IsNullOrEmpty(file.Model.EndOfWordSuffix) && !file.Model.IgnoreMerges,
            "asks for subword prefixes, suffixes or ignored merges, which a byte-level model of this family does not have");
        Check(file.Model.Vocab.Count + file.AddedTokens.Count <= MaxTokens, $"has more than {MaxTokens} tokens");

        var controls = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var added in file.AddedTokens)
        {
            Check(added.Content.Length > 0 && controls.TryAdd(added.Content, added.Id), $"adds the token \"{added.Content}\" twice");
            Check(
                !file.Model.Vocab.TryGetValue(added.Content, out int other) || other == added.Id,
                $"gives the token \"{added.Content}\" two ids");
        }

        var vocabulary = file.Model.Vocab.Where(token => !controls.ContainsKey(token.Key)).ToDictionary(StringComparer.Ordinal);
        foreach (char symbol in ByteAlphabet.Symbols)
        {
            Check(vocabulary.ContainsKey(symbol.ToString()), $"has no token for the byte that is written \"{symbol}\": not every text could be encoded");
        }

        var names = new Dictionary<int, string>();
        foreach (var (token, id) in vocabulary.Concat(controls))
        {
            Check(id is >= 0 and < MaxTokens, $"gives the token \"{token}\" the id {id}, which is outside 0..{MaxTokens - 1}");
            Check(names.TryAdd(id, token), $"gives the id {id} to \"{names.GetValueOrDefault(id)}\" and to \"{token}\"");
        }

        return new BpeFile
        {
            Vocabulary = vocabulary,
            Merges = [.. file.Model.Merges.Select(Merge)],
            Controls = controls,
            Split = ReadSplit(path, file.PreTokenizer),
        };

        void Check(bool ok, string problem)
        {
            if (!ok)
            {
                throw new ModelFormatException(path, problem);
            }
        }
    }

    /// <summary>"a b", or ["a", "b"] as newer versions of the format have it.</summary>
    private static string Merge(JsonElement merge) => merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
        ? $"{merge[0].GetString()} {merge[1].GetString()}"
        : merge.GetString()!;

    private static SplitPreTokenizer ReadSplit(string path, PreTokenizerJson? json)
    {
        if (json is not { Type: "Sequence", Pretokenizers: [{ Type: "Split" } split, { Type: "ByteLevel", AddPrefixSpace: false, UseRegex: false }] }
            || split.Pattern?.Regex is not { } pattern)
        {
            throw new ModelFormatException(
                path, "has a pre_tokenizer other than a Sequence of one Split by a Regex and a ByteLevel without prefix space and regex of its own");
        }

        bool keepsGaps = split switch
        {
            { Behavior: "Isolated" } => true,
            { Behavior: "Removed", Invert: true } => false,
            _ => throw new ModelFormatException(path, $"splits with behavior {split.Behavior}, invert {split.Invert}; Isolated, and Removed inverted, are supported"),
        };
        return new SplitPreTokenizer(new Regex(pattern, RegexOptions.CultureInvariant, MatchTimeout), keepsGaps);
    }
}

internal sealed record BpeJson(
    [property: JsonRequired] BpeModelJson Model,
    [property: JsonRequired] IReadOnlyList<AddedTokenJson> AddedTokens,
    PreTokenizerJson? PreTokenizer,
    JsonElement? Normalizer);

internal sealed record BpeModelJson(
    [property: JsonRequired] string Type,
    [property: JsonRequired] IReadOnlyDictionary<string, int> Vocab,
    [property: JsonRequired] IReadOnlyList<JsonElement> Merges,
    string? ContinuingSubwordPrefix,
    string? EndOfWordSuffix,
    bool IgnoreMerges = false);

internal sealed record AddedTokenJson([property: JsonRequired] int Id, [property: JsonRequired] string Content);

/// <summary>Any pre-tokenizer; which properties are there depends on the type. Defaults are those of the format.</summary>
internal sealed record PreTokenizerJson(
    [property: JsonRequired] string Type,
    IReadOnlyList<PreTokenizerJson>? Pretokenizers,
    SplitPatternJson? Pattern,
    string? Behavior,
    bool Invert = false,
    bool AddPrefixSpace = true,
    bool UseRegex = true);

internal sealed record SplitPatternJson([property: JsonPropertyName("Regex")] string? Regex);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BpeJson))]
internal sealed partial class BpeJsonContext : JsonSerializerContext;
