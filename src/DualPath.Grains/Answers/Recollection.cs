using DualPath.Contracts.Caching;

namespace DualPath.Grains.Answers;

/// <summary>What the cache had for a question.</summary>
/// <param name="Report">What to tell the caller of it.</param>
/// <param name="Final">The ruled answer to this very question; null when there is none to be used.</param>
/// <param name="Near">What the near tier found; null when it was not asked, or did not answer.</param>
internal sealed record Recollection(CacheReport Report, CachedAnswer? Final = null, NearLookup? Near = null)
{
    /// <summary>The answer to a similar question, if it may be shown as a draft.</summary>
    public string? Draft => Report.Status == CacheStatus.Near ? Near?.Match?.Answer.Text : null;
}
