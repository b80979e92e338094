namespace DualPath.Contracts.Conversations;

/// <summary>Another activation of the same conversation has written to its log; this one is behind and must not go on.</summary>
[GenerateSerializer]
public sealed class LogMovedOnException : Exception
{
    /// <summary>Creates the exception with its one message.</summary>
    public LogMovedOnException()
        : base("The conversation goes on in another place. Try again.")
    {
    }
}
