using System.Text.Json.Serialization;

namespace DualPath.Contracts.Generation;

/// <summary>Where a draft came from.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DraftSource>))]
public enum DraftSource
{
    /// <summary>The shallow pass of the recurrent-depth model.</summary>
    Shallow,

    /// <summary>The answer cache: the same question had been ruled on.</summary>
    Cache,

    /// <summary>Another chat model.</summary>
    Chat,

    /// <summary>An acknowledgement in place of a draft that was not expected to stand: only what came before its first unsure token is shown, if anything.</summary>
    Acknowledgement,

    /// <summary>The answer cache, near tier: the ruled answer to a similar question. A draft like any other.</summary>
    Near,
}
