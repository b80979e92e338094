using System.Text.Json.Serialization;

namespace DualPath.Contracts.Generation;

/// <summary>What the deep path says of a draft.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RulingOutcome>))]
public enum RulingOutcome
{
    /// <summary>No ruling: the deep path was stopped, refused, timed out or failed. The draft stays and says so.</summary>
    Unverified,

    /// <summary>The text stands as it is.</summary>
    Confirmed,

    /// <summary>A prefix stands, the rest was replaced.</summary>
    Amended,

    /// <summary>Nothing of the draft stands.</summary>
    Retracted,
}
