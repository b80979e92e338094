namespace DualPath.Contracts;

/// <summary>The store could not be reached or did not answer in time.</summary>
[GenerateSerializer]
public sealed class StoreUnavailableException : Exception
{
    /// <param name="message">What was tried.</param>
    /// <param name="innerException">The store client's own error.</param>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
