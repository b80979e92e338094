namespace DualPath.Engine.Verification;

/// <summary>What the deep pass tells the request it works for.</summary>
internal readonly record struct RulingSignal
{
    public required RulingSignalKind Kind { get; init; }

    /// <summary>Recurrent steps done, for <see cref="RulingSignalKind.Stepped"/>.</summary>
    public int Step { get; init; }

    /// <summary>Mean relative change of the latent states, for <see cref="RulingSignalKind.Stepped"/>.</summary>
    public double Convergence { get; init; }

    /// <summary>Leading draft tokens agreed with; -1 where it was not looked at.</summary>
    public int Agreeing { get; init; }

    /// <summary>The token, for <see cref="RulingSignalKind.Token"/>.</summary>
    public int Token { get; init; }
}
