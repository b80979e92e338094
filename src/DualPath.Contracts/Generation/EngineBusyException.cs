namespace DualPath.Contracts.Generation;

/// <summary>The engine's queue is full; try again later.</summary>
[GenerateSerializer]
public sealed class EngineBusyException : Exception
{
    /// <param name="message">Which queue, and its bound.</param>
    public EngineBusyException(string message)
        : base(message)
    {
    }
}
