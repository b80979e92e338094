using DualPath.Model;

namespace DualPath.Engine.Verification;

/// <summary>What a ruling works on.</summary>
internal sealed record RulingPlan
{
    /// <summary>The prompt's tokens.</summary>
    public required int[] Prompt { get; init; }

    /// <summary>The draft's tokens, at least one; the end token is the last one unless the draft was cut at its limit.</summary>
    public required int[] Draft { get; init; }

    /// <summary>Full depth r.</summary>
    public required int Steps { get; init; }

    /// <summary>Tokens after which the answer is cut, the end token included; at least the draft's.</summary>
    public required int MaxTokens { get; init; }

    public required int EndToken { get; init; }

    /// <summary>The draft's sequence to resume; null to lay it out again.</summary>
    public SequenceState? Resumed { get; init; }

    /// <summary>Recurrent steps its rows have behind them.</summary>
    public int ResumedDepth { get; init; }

    /// <summary>The tokens that have rows: all but the draft's last, whose successor nobody asks for.</summary>
    public int[] Rows() => [.. Prompt, .. Draft.AsSpan(..^1)];
}
