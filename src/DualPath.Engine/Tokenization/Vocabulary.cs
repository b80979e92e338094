using System.Text.Json;
using System.Text.Json.Serialization;
using DualPath.Model;

namespace DualPath.Engine.Tokenization;

/// <summary>
/// The closed set of tokens and their ids, as <c>tokenizer.json</c> states it. Ids in order: pad, user, bot, end; 256 bytes; the
/// slots; digits 0-9; the possessive ending; symbols; words. Words are kept in the spelling in which they are shown and looked up
/// without regard to case.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>Value of the field "format" in <c>tokenizer.json</c>.</summary>
    public const string Format = "dualpath-words";

    /// <summary>Version of the format that this code reads and writes.</summary>
    public const int FormatVersion = 1;

    /// <summary>Fills up rows of a batch; never part of a conversation.</summary>
    public const int Pad = 0;

    /// <summary>Opens a question.</summary>
    public const int User = 1;

    /// <summary>Opens an answer.</summary>
    public const int Bot = 2;

    /// <summary>Closes an answer.</summary>
    public const int End = 3;

    internal const int FirstByte = 4;
    internal const int FirstSlot = FirstByte + 256;
    private const int MaxSlots = 256;
    private const int MaxEntries = 1 << 20;
    private const long MaxFileBytes = 64 << 20;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _symbols = new(StringComparer.Ordinal);
    private readonly string[] _symbolTexts;
    private readonly string[] _wordTexts;

    /// <param name="words">Words in the spelling in which they are shown; the order gives the ids.</param>
    /// <param name="symbols">Single characters that are neither letters, digits nor white space.</param>
    /// <param name="slots">Number of tokens for words outside the vocabulary.</param>
    /// <exception cref="ArgumentException">An entry is not one word or symbol, or stands there twice.</exception>
    public Vocabulary(IEnumerable<string> words, IEnumerable<string> symbols, int slots)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, MaxSlots);
        Slots = slots;
        _symbolTexts = [.. symbols];
        _wordTexts = [.. words];
        FirstDigit = FirstSlot + slots;
        Possessive = FirstDigit + 10;
        int id = Possessive;
        foreach (string symbol in _symbolTexts)
        {
            Add(_symbols, symbol, ++id, TextPieceKind.Symbol);
        }

        foreach (string word in _wordTexts)
        {
            Add(_words, word, ++id, TextPieceKind.Word);
        }

        Size = id + 1;
    }

    /// <summary>Number of tokens.</summary>
    public int Size { get; }

    /// <summary>Number of slot tokens.</summary>
    public int Slots { get; }

    /// <summary>The words, in the order of their ids.</summary>
    public IReadOnlyList<string> Words => _wordTexts;

    internal int FirstDigit { get; }

    internal int Possessive { get; }

    private int FirstSymbol => Possessive + 1;

    private int FirstWord => FirstSymbol + _symbolTexts.Length;

    /// <summary>The token of a word that is shown with a capital, in whatever case it is written; null where there is no such word.</summary>
    internal int? FindName(string word) => _words.TryGetValue(Key(word), out int id) && char.IsUpper(_wordTexts[id - FirstWord][0]) ? id : null;

    /// <summary>Whether a word is in the vocabulary, in any case.</summary>
    public bool Contains(string word) => _words.ContainsKey(Key(word));

    /// <summary>The words of a text, as they are spelled there, each once.</summary>
    public static IReadOnlyList<string> WordsOf(string text) =>
        [.. TextSplitter.Split(text).Where(piece => piece.Kind == TextPieceKind.Word).Select(piece => piece.Text).Distinct()];

    /// <summary>Reads and checks a <c>tokenizer.json</c>.</summary>
    /// <exception cref="ModelFormatException">The file is missing, is not such a file, or contradicts itself.</exception>
    public static Vocabulary Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
            {
                throw new ModelFormatException(path, $"is {stream.Length} bytes long; at most {MaxFileBytes} are allowed");
            }

            var file = JsonSerializer.Deserialize(stream, VocabularyJsonContext.Default.VocabularyFile)
                ?? throw new ModelFormatException(path, "holds the JSON value null instead of an object");
            if (file.Format != Format || file.Version != FormatVersion)
            {
                throw new ModelFormatException(path, $"has format \"{file.Format}\" version {file.Version}; this code reads \"{Format}\" version {FormatVersion}");
            }

            if (file.Words.Count + file.Symbols.Count > MaxEntries)
            {
                throw new ModelFormatException(path, $"has more than {MaxEntries} entries");
            }

            return new Vocabulary(file.Words, file.Symbols, file.Slots);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelFormatException(path, e.Message, e);
        }
    }

    /// <summary>The content of the <c>tokenizer.json</c> that describes this vocabulary.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(new VocabularyFile(Format, FormatVersion, Slots, _symbolTexts, _wordTexts), VocabularyJsonContext.Default.VocabularyFile);

    internal int? Find(TextPiece piece) => piece.Kind switch
    {
        TextPieceKind.Digit => FirstDigit + (piece.Text[0] - '0'),
        TextPieceKind.Possessive => Possessive,
        TextPieceKind.Symbol => _symbols.TryGetValue(piece.Text, out int symbol) ? symbol : null,
        _ => _words.TryGetValue(Key(piece.Text), out int word) ? word : null,
    };

    /// <summary>The kind and text of a token; null for the four tokens that structure a conversation.</summary>
    internal (TokenKind Kind, string Text, int Value)? Describe(int token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, Size);
        return token switch
        {
            < FirstByte => null,
            < FirstSlot => (TokenKind.Byte, string.Empty, token - FirstByte),
            _ when token < FirstDigit => (TokenKind.Slot, string.Empty, token - FirstSlot),
            _ when token < Possessive => (TokenKind.Digit, ((char)('0' + token - FirstDigit)).ToString(), token - FirstDigit),
            _ when token == Possessive => (TokenKind.Possessive, TextSplitter.Possessive, 0),
            _ when token < FirstWord => (TokenKind.Symbol, _symbolTexts[token - FirstSymbol], 0),
            _ => (TokenKind.Word, _wordTexts[token - FirstWord], 0),
        };
    }

    /// <summary>The form under which words are compared.</summary>
    internal static string Key(string word) => word.ToLowerInvariant();

    private static void Add(Dictionary<string, int> ids, string? entry, int id, TextPieceKind kind)
    {
        if (entry is null || TextSplitter.Split(entry) is not [var piece] || piece.Kind != kind || piece.Text != entry)
        {
            throw new ArgumentException($"\"{entry}\" is not one {(kind == TextPieceKind.Word ? "word" : "symbol")}");
        }

        if (!ids.TryAdd(Key(entry), id))
        {
            throw new ArgumentException($"\"{entry}\" stands there twice");
        }
    }
}

internal enum TokenKind
{
    Byte,
    Slot,
    Digit,
    Possessive,
    Symbol,
    Word,
}

internal sealed record VocabularyFile(
    [property: JsonRequired] string Format,
    [property: JsonRequired] int Version,
    [property: JsonRequired] int Slots,
    [property: JsonRequired] IReadOnlyList<string> Symbols,
    [property: JsonRequired] IReadOnlyList<string> Words);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(VocabularyFile))]
internal sealed partial class VocabularyJsonContext : JsonSerializerContext;
