using DualPath.Model;
using Microsoft.ML.Tokenizers;

namespace DualPath.Engine.Tokenization.Bpe;

/// <summary>
/// The byte-level BPE tokenizer of the published recurrent-depth checkpoints with their chat template (specification 1.9): the text's
/// beginning, then per message <c>&lt;|begin_header|&gt;role&lt;|end_header|&gt;\n\ncontent&lt;|end_turn|&gt;</c>; the model's own role is
/// Huginn. The template is laid out in token ids and text is encoded without control tokens, so that none can be typed.
/// </summary>
internal sealed class BpeChatTokenizer : IChatTokenizer
{
    private const string UserRole = "user";
    private const string ModelRole = "Huginn";
    private const string HeaderGap = "\n\n";

    private readonly BpeTokenizer _bpe;
    private readonly byte[][] _bytes;
    private readonly int _beginText;
    private readonly int[] _userHeader;
    private readonly int[] _modelHeader;

    private BpeChatTokenizer(string path, BpeFile file)
    {
        _bpe = BpeTokenizer.Create(new BpeOptions(file.Vocabulary) { Merges = file.Merges, PreTokenizer = file.Split, ByteLevel = true });
        _bytes = new byte[file.Size][];
        Array.Fill(_bytes, []);
        foreach (var (token, id) in file.Vocabulary)
        {
            _bytes[id] = ByteAlphabet.Decode(token);
        }

        _beginText = Control("<|begin_text|>");
        EndToken = Control("<|end_turn|>");
        OtherEndTokens = [Control("<|end_text|>"), _beginText];
        _userHeader = [Control("<|begin_header|>"), .. Encode(UserRole), Control("<|end_header|>")];
        _modelHeader = [Control("<|begin_header|>"), .. Encode(ModelRole), Control("<|end_header|>")];

        int Control(string name) => file.Controls.TryGetValue(name, out int id)
            ? id
            : throw new ModelFormatException(path, $"has no added token {name}, which the chat template of this family of models needs");
    }

    /// <inheritdoc/>
    public int VocabularySize => _bytes.Length;

    /// <inheritdoc/>
    public int EndToken { get; }

    /// <summary>Reads a <c>tokenizer.json</c>.</summary>
    /// <exception cref="ModelFormatException">The file is missing, contradicts itself, or belongs to another family of models.</exception>
    public static BpeChatTokenizer Load(string path)
    {
        try
        {
            return new BpeChatTokenizer(path, BpeFile.Load(path));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // How the library says that merges and vocabulary do not fit together.
            throw new ModelFormatException(path, e.Message, e);
        }
    }

    /// <summary>The reference implementation stops at these, too.</summary>
    public IReadOnlyList<int> OtherEndTokens { get; }

    /// <inheritdoc/>
    public ChatPrompt Encode(IReadOnlyList<ChatExchange> context, string question, int maxTokens)
    {
        List<int>[] exchanges = [.. context.Select(exchange => Message(_userHeader, exchange.Question).Concat(Message(_modelHeader, exchange.Answer)).ToList())];
        int[] last = [.. Message(_userHeader, question), .. _modelHeader, .. Encode(HeaderGap)];
        int room = maxTokens - 1 - last.Length;
        if (room < 0)
        {
            throw new QuestionTooLongException(1 + last.Length, maxTokens);
        }

        int first = exchanges.Length;
        while (first > 0 && exchanges[first - 1].Count <= room)
        {
            room -= exchanges[--first].Count;
        }

        return new ChatPrompt([_beginText, .. exchanges[first..].SelectMany(exchange => exchange), .. last], [], first);
    }

    /// <inheritdoc/>
    public int CountTokens(string question) => Encode([], question, int.MaxValue).Tokens.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> EncodeAnswer(ChatPrompt prompt, string answer) => Encode(answer);

    /// <inheritdoc/>
    public ITokenDecoder CreateDecoder(ChatPrompt prompt) => new BpeDecoder(_bytes);

    private IEnumerable<int> Message(int[] header, string content) => [.. header, .. Encode(HeaderGap + content.Trim()), EndToken];

    private IReadOnlyList<int> Encode(string text) => _bpe.EncodeToIds(text);
}
