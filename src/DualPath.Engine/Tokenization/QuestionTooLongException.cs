namespace DualPath.Engine.Tokenization;

/// <summary>A question has more tokens than the model can take, even without any earlier exchange.</summary>
public sealed class QuestionTooLongException : Exception
{
    /// <param name="tokens">Tokens the prompt would have.</param>
    /// <param name="limit">Tokens it may have.</param>
    public QuestionTooLongException(int tokens, int limit)
        : base($"The question takes {tokens} tokens; at most {limit} fit.")
    {
        Tokens = tokens;
        Limit = limit;
    }

    /// <summary>Tokens the prompt would have.</summary>
    public int Tokens { get; }

    /// <summary>Tokens it may have.</summary>
    public int Limit { get; }
}
