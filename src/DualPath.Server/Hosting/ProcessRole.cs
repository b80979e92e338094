namespace DualPath.Server.Hosting;

/// <summary>What a process of a cluster does.</summary>
public enum ProcessRole
{
    /// <summary>Everything.</summary>
    Both,

    /// <summary>Pages, hub and endpoints, and the conversations behind them. Has no model.</summary>
    Edge,

    /// <summary>The model and the grains that answer. Listens for health and metrics only.</summary>
    Engine,
}
