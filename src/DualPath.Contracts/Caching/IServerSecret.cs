namespace DualPath.Contracts.Caching;

/// <summary>
/// A secret of the server, the same in all its processes and after a restart. What is named by it cannot be named, nor recognised, by
/// anybody who only guesses what it was made from. Safe for concurrent use.
/// </summary>
public interface IServerSecret
{
    /// <summary>HMAC-SHA256 of some content under the secret, in lower-case hexadecimal.</summary>
    string Mac(ReadOnlySpan<byte> content);
}
