using System.Text;

namespace DualPath.Engine.Tokenization;

/// <summary>Writes the tokens of one answer as text: spaces where they belong, sentences begun with a capital, slots as the user spelled them.</summary>
internal sealed class TokenDecoder(Vocabulary vocabulary, IReadOnlyList<string> slots) : ITokenDecoder
{
    /// <summary>What stands for a slot the model named although no word is bound to it: it means nobody in this conversation.</summary>
    private const string Unbound = "someone";

    private const string ClosesUp = ".,!?;:)]}%";
    private const string OpensUp = "([{$#";

    private readonly Decoder _bytes = Encoding.UTF8.GetDecoder();
    private TokenKind? _last;
    private bool _colonAfterDigit;
    private bool _spaceWanted;
    private bool _quoted;
    private bool _sentenceStart = true;
    private bool _bytesPending;

    public string Append(int token)
    {
        if (vocabulary.Describe(token) is not { } described)
        {
            return string.Empty;
        }

        (var kind, string text, int value) = described;
        if (kind == TokenKind.Byte)
        {
            return AppendByte((byte)value);
        }

        var piece = new StringBuilder(EndBytes());
        if (kind == TokenKind.Slot)
        {
            text = value < slots.Count && slots[value].Length > 0 ? slots[value] : Unbound;
        }

        bool opening = kind == TokenKind.Symbol && (OpensUp.Contains(text[0]) || (text == "\"" && !_quoted));
        bool closing = kind == TokenKind.Symbol && (ClosesUp.Contains(text[0]) || (text == "\"" && _quoted));
        bool glued = kind == TokenKind.Possessive || closing || (kind == TokenKind.Digit && (_last == TokenKind.Digit || _colonAfterDigit));
        if (_spaceWanted && !glued)
        {
            piece.Append(' ');
        }

        piece.Append(_sentenceStart && kind is TokenKind.Word or TokenKind.Slot ? Capitalised(text) : text);
        _quoted ^= kind == TokenKind.Symbol && text == "\"";
        _sentenceStart = text is "." or "!" or "?" || (_sentenceStart && opening);
        _spaceWanted = !opening;

        // As in 4:20. "Note: 5" keeps its space.
        _colonAfterDigit = text == ":" && _last == TokenKind.Digit;
        _last = kind;
        return piece.ToString();
    }

    public string Complete() => EndBytes();

    private string AppendByte(byte value)
    {
        string space = _spaceWanted && _last != TokenKind.Byte ? " " : string.Empty;
        _last = TokenKind.Byte;
        _colonAfterDigit = false;
        _bytesPending = true;
        _spaceWanted = true;
        _sentenceStart = false;
        return space + Characters([value], flush: false);
    }

    private string EndBytes()
    {
        if (!_bytesPending)
        {
            return string.Empty;
        }

        _bytesPending = false;
        return Characters([], flush: true);
    }

    private string Characters(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> characters = stackalloc char[4];
        int count = _bytes.GetChars(bytes, characters, flush);
        return characters[..count].ToString();
    }

    /// <summary>With a capital first letter, unless that letter would not come back when it is lowered again (as with a dotless i).</summary>
    private static string Capitalised(string word)
    {
        string capital = word[..1].ToUpperInvariant() + word[1..];
        return Vocabulary.Key(capital) == Vocabulary.Key(word) ? capital : word;
    }
}
