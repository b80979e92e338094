namespace DualPath.Contracts.Generation;

/// <summary>The engine's queue is full, or its memory; try again later.</summary>
[GenerateSerializer]
public sealed class EngineBusyException : Exception
{
    /// <param name="message">Which queue, and its bound.</param>
    /// <param name="cause">What it comes from.</param>
    public EngineBusyException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
