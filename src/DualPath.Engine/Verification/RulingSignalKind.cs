namespace DualPath.Engine.Verification;

/// <summary>Kinds of <see cref="RulingSignal"/>.</summary>
internal enum RulingSignalKind
{
    /// <summary>The rows have reached a depth that none had reached before.</summary>
    Stepped,

    /// <summary>The draft has been ruled on; <see cref="RulingSignal.Agreeing"/> of its tokens stand.</summary>
    Verified,

    /// <summary>A token that replaces the draft's remainder.</summary>
    Token,
}
