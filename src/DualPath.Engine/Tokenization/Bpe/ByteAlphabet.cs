using System.Text;

namespace DualPath.Engine.Tokenization.Bpe;

/// <summary>
/// The alphabet in which byte-level vocabularies are written: every byte is one printable character. Printable Latin-1 characters stand
/// for themselves; the other bytes, in order, for U+0100 onwards.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();

    private static readonly Dictionary<char, byte> Bytes = Characters.Select((c, value) => (c, value)).ToDictionary(pair => pair.c, pair => (byte)pair.value);

    /// <summary>The 256 characters, by byte.</summary>
    public static ReadOnlySpan<char> Symbols => Characters;

    /// <summary>The bytes a token stands for. A token that is not written in the alphabet stands for its own text.</summary>
    public static byte[] Decode(string token)
    {
        byte[] bytes = new byte[token.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!Bytes.TryGetValue(token[i], out bytes[i]))
            {
                return Encoding.UTF8.GetBytes(token);
            }
        }

        return bytes;
    }

    private static char[] Build()
    {
        char next = '\u0100';
        return [.. Enumerable.Range(0, 256).Select(value => IsPrintable(value) ? (char)value : next++)];
    }

    private static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xFF and not 0xAD);
}
