using DualPath.Model;
using DualPath.Model.Recurrence;

namespace DualPath.Engine.Verification;

/// <summary>What a ruling works on.</summary>
internal sealed record RulingPlan
{
    /// <summary>The prompt's tokens.</summary>
    public required int[] Prompt { get; init; }

    /// <summary>The draft's tokens, at least one; the end token is the last one unless the draft was cut at its limit.</summary>
    public required int[] Draft { get; init; }

    /// <summary>Recurrent steps of the draft, and of the tokens the ruling proposes to itself.</summary>
    public required int DraftSteps { get; init; }

    /// <summary>Full depth r.</summary>
    public required int Steps { get; init; }

    /// <summary>Makes the test by which a token is decided before full depth; null decides every token there.</summary>
    public Func<ExitCriterion>? Exit { get; init; }

    /// <summary>Most rows checked at once after the draft was left: one decided token and those proposed after it. One does not speculate.</summary>
    public int MaxSpeculation { get; init; } = 1;

    /// <summary>Tokens after which the answer is cut, the end token included; at least the draft's tokens.</summary>
    public required int MaxTokens { get; init; }

    public required int EndToken { get; init; }

    /// <summary>Takes over the draft's sequence when the ruling begins, if there still is one; without, it is laid out again.</summary>
    public Func<ISequence?>? Resume { get; init; }

    /// <summary>The tokens that have rows: all but the draft's last, whose successor nobody asks for.</summary>
    public int[] Rows() => [.. Prompt, .. Draft.AsSpan(..^1)];
}
