using System.Text;

namespace DualPath.Engine.Tokenization.Bpe;

/// <summary>Joins the bytes of one answer's tokens into characters; a character whose bytes have not all come is held back.</summary>
/// <param name="bytes">The bytes of each token, by id; none for control tokens.</param>
internal sealed class BpeDecoder(byte[][] bytes) : ITokenDecoder
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();

    public string Append(int token) => Characters(bytes[token], flush: false);

    public string Complete() => Characters([], flush: true);

    private string Characters(ReadOnlySpan<byte> piece, bool flush)
    {
        char[] characters = new char[_utf8.GetCharCount(piece, flush)];
        return new string(characters, 0, _utf8.GetChars(piece, characters, flush));
    }
}
