namespace DualPath.Model;

/// <summary>A network in memory, as an engine drives it, whichever library computes it. Immutable; safe to share.</summary>
public interface INetwork
{
    /// <summary>The architecture.</summary>
    ModelConfig Config { get; }

    /// <summary>The checkpoint's identity; null for weights that came from memory.</summary>
    string? Checksum { get; }

    /// <summary>An empty sequence with room for the whole context; memory is taken as it is used.</summary>
    ISequence CreateSequence();

    /// <summary>Bytes that a sequence of so many positions takes at most once they have run so many recurrent steps, its mark included.</summary>
    long SequenceBytes(int positions, int steps);

    /// <summary>What computes, for one thread.</summary>
    INetworkPass CreatePass();
}
