namespace DualPath.Engine.Tokenization;

/// <summary>
/// Turns the tokens of one answer into text, piece by piece. The pieces in order are the whole text; no piece ends inside a
/// character. One decoder serves one answer, and one thread at a time.
/// </summary>
public interface ITokenDecoder
{
    /// <summary>Takes the next token. The piece may be empty: while a character is incomplete, and for tokens without text.</summary>
    string Append(int token);

    /// <summary>Ends the answer. Gives what was held back; bytes that never became a character come out as U+FFFD.</summary>
    string Complete();
}
