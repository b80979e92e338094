namespace DualPath.Model.KvCache;

/// <summary>What a core layer at recurrent step i reads of an earlier position.</summary>
public enum CacheLookupKind
{
    /// <summary>Step i, or nothing.</summary>
    Full,

    /// <summary>Step i, or the deepest below it.</summary>
    Latest,

    /// <summary>
    /// Step i if every earlier position has it; otherwise, of all positions, the deepest step there is, even above i. A curiosity of
    /// the reference, kept for comparison.
    /// </summary>
    AlwaysLast,
}
