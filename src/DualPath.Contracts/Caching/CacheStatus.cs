using System.Text.Json.Serialization;

namespace DualPath.Contracts.Caching;

/// <summary>How the look-up went.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<CacheStatus>))]
public enum CacheStatus
{
    /// <summary>Nothing was found.</summary>
    Miss,

    /// <summary>The same question in the same scope had been ruled on.</summary>
    Hit,

    /// <summary>The cache did not answer; the reply was made without it.</summary>
    Unavailable,

    /// <summary>The question wanted no cached answer.</summary>
    Bypassed,

    /// <summary>The answer to a similar question in the same scope served as the draft, and was ruled on like any other.</summary>
    Near,
}
