using System.Text.Json.Serialization;

namespace DualPath.Contracts.Conversations;

/// <summary>How much of a turn to stop.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<StopTarget>))]
public enum StopTarget
{
    /// <summary>The deep path only: a draft in the making is completed and kept, without a ruling.</summary>
    Deep,

    /// <summary>Everything: what has been shown stays as it is.</summary>
    Everything,
}
