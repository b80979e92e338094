namespace DualPath.Contracts.Conversations;

/// <summary>There is no such conversation or turn in the caller's scope. Says the same whether it does not exist or is another's.</summary>
[GenerateSerializer]
public sealed class ConversationNotFoundException : Exception
{
    /// <summary>Creates the exception with its one message.</summary>
    public ConversationNotFoundException()
        : base("There is no such conversation here.")
    {
    }
}
