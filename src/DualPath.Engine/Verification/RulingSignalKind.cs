namespace DualPath.Engine.Verification;

/// <summary>Kinds of <see cref="RulingSignal"/>.</summary>
internal enum RulingSignalKind
{
    /// <summary>All rows of prompt and draft have made a recurrent step.</summary>
    Stepped,

    /// <summary>The draft has been compared at full depth; <see cref="RulingSignal.Agreeing"/> of its tokens stand.</summary>
    Verified,

    /// <summary>A token that replaces the draft's remainder.</summary>
    Token,
}
