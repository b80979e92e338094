namespace DualPath.Chaos.Processes;

/// <summary>What a server does, by the names of its configuration.</summary>
internal enum Role
{
    /// <summary>Everything.</summary>
    Both,

    /// <summary>Takes questions.</summary>
    Edge,

    /// <summary>Answers them.</summary>
    Engine,
}
