namespace DualPath.Contracts.Generation;

/// <summary>The question alone leaves no room for an answer in the model's context.</summary>
[GenerateSerializer]
public sealed class PromptTooLongException : Exception
{
    /// <param name="message">How long it is and how long it may be, in tokens.</param>
    public PromptTooLongException(string message)
        : base(message)
    {
    }
}
