using System.Text;
using System.Text.Json;

namespace DualPath.Engine.Tests.Huginn;

/// <summary>
/// A small byte-level BPE in the file format of the published recurrent-depth checkpoints: single bytes, merges learned from a few
/// sentences, unused entries, and the control tokens at the top of the id range in the published order.
/// </summary>
internal sealed class SyntheticTokenizer
{
    public const int Size = 512;

    /// <summary>Control tokens; the published file has them from 65,504 of 65,536.</summary>
    public const int FirstControl = Size - 32;

    public const int BeginText = FirstControl;
    public const int EndText = FirstControl + 1;
    public const int BeginHeader = FirstControl + 2;
    public const int EndHeader = FirstControl + 3;
    public const int EndTurn = FirstControl + 4;

    /// <summary>The published splitting rule's kinds of pieces: line breaks, single digits, words with the space or sign before them, single signs, other white space.</summary>
    public const string Pattern = @"(\n+|\p{N}{1,1}|(?:[ \t](?:[\p{L}]+['’ʼ](?:\p{L}+)\b|[.,!?;()])|[^\r\n\p{L}\p{N}]?\p{L}+|[\p{P}\p{S}])|\s+|\p{So})";

    private const string Corpus =
        "Hello there! How is the weather? It is what it is. The boss's boss is the boss of the boss. What is 12 + 345? user Huginn naïve 😀😀";

    private static readonly string[] Names =
    [
        "<|begin_text|>", "<|end_text|>", "<|begin_header|>", "<|end_header|>", "<|end_turn|>", "<|pad|>", "<|fim_prefix|>", "<|fim_middle|>",
        "<|fim_suffix|>", "<|fim_pad|>", "<|...|>", "<|del|>",
    ];

    public SyntheticTokenizer()
    {
        Vocabulary = Enumerable.Range(0, 256).ToDictionary(value => Symbol((byte)value), value => value);
        var words = Corpus.Split(' ').Select((word, i) => (i == 0 ? "" : " ") + word).Append("\n\n").Select(Symbols).ToList();
        while (Vocabulary.Count < 360)
        {
            var best = words.SelectMany(word => word.Zip(word.Skip(1))).GroupBy(pair => pair)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key.First + " " + group.Key.Second, StringComparer.Ordinal).FirstOrDefault();
            if (best is null)
            {
                break;
            }

            Merges.Add(best.Key);
            Vocabulary[best.Key.First + best.Key.Second] = Vocabulary.Count;
            words = [.. words.Select(word => Merge(word, best.Key))];
        }

        for (int id = Vocabulary.Count; id < FirstControl; id++)
        {
            Vocabulary[$"<|reserved_token_{id}|>"] = id;
        }
    }

    public Dictionary<string, int> Vocabulary { get; }

    public List<(string First, string Second)> Merges { get; } = [];

    public static Dictionary<string, int> Controls { get; } =
        Enumerable.Range(0, 32).ToDictionary(i => i < Names.Length ? Names[i] : $"<|c_{i - Names.Length}|>", i => FirstControl + i);

    /// <summary>The content of <c>tokenizer.json</c>.</summary>
    /// <param name="mergesAsPairs">Whether merges are arrays, as newer versions of the format write them.</param>
    public string ToJson(bool mergesAsPairs = false) => JsonSerializer.Serialize(new
    {
        version = "1.0",
        truncation = (object?)null,
        padding = (object?)null,
        added_tokens = Controls.Select(token => new
        {
            id = token.Value,
            content = token.Key,
            single_word = false,
            lstrip = false,
            rstrip = false,
            normalized = false,
            special = true,
        }),
        normalizer = (object?)null,
        pre_tokenizer = new
        {
            type = "Sequence",
            pretokenizers = new object[]
            {
                new { type = "Split", pattern = new { Regex = Pattern }, behavior = "Removed", invert = true },
                new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = false },
            },
        },
        post_processor = (object?)null,
        decoder = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
        model = new
        {
            type = "BPE",
            dropout = (object?)null,
            unk_token = (object?)null,
            continuing_subword_prefix = "",
            end_of_word_suffix = "",
            fuse_unk = false,
            byte_fallback = false,
            vocab = Vocabulary.Concat(Controls).ToDictionary(),
            merges = Merges.Select(pair => mergesAsPairs ? (object)new[] { pair.First, pair.Second } : $"{pair.First} {pair.Second}"),
        },
    });

    /// <summary>One piece by the definition of BPE: the pair that was learned first is merged first, wherever it stands.</summary>
    public int[] Encode(string piece)
    {
        var word = Symbols(piece);
        foreach (var pair in Merges)
        {
            word = Merge(word, pair);
        }

        return [.. word.Select(symbol => Vocabulary[symbol])];
    }

    private static List<string> Symbols(string text) => [.. Encoding.UTF8.GetBytes(text).Select(Symbol)];

    /// <summary>The published alphabet of bytes, written down a second time.</summary>
    private static string Symbol(byte value)
    {
        int[] unprintable = [.. Enumerable.Range(0, 33), .. Enumerable.Range(127, 34), 173];
        int index = Array.IndexOf(unprintable, value);
        return ((char)(index < 0 ? value : 256 + index)).ToString();
    }

    private static List<string> Merge(List<string> word, (string First, string Second) pair)
    {
        var merged = new List<string>();
        for (int i = 0; i < word.Count; i++)
        {
            bool both = i + 1 < word.Count && word[i] == pair.First && word[i + 1] == pair.Second;
            merged.Add(both ? word[i] + word[++i] : word[i]);
        }

        return merged;
    }
}
