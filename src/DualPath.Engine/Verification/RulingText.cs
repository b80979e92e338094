using System.Collections.Immutable;
using System.Text;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Engine.Tokenization;

namespace DualPath.Engine.Verification;

/// <summary>
/// The text of an answer while the deep pass rules on it: from signals in tokens to patches in characters. Starts as the draft;
/// <see cref="Shown"/> always is what a reader who has applied all patches sees.
/// </summary>
/// <param name="tokenizer">The model's.</param>
/// <param name="prompt">What the answer follows.</param>
/// <param name="draftTokens">The draft's tokens that are ruled on.</param>
/// <param name="draft">The draft.</param>
/// <param name="isCut">Whether the draft goes on after those, beyond what an answer may be long: then it does not stand as it is.</param>
internal sealed class RulingText(IChatTokenizer tokenizer, ChatPrompt prompt, int[] draftTokens, string draft, bool isCut = false)
{
    private readonly string _draft = draft;
    private readonly StringBuilder _written = new();
    private ITokenDecoder? _decoder;
    private int _confirmed;

    public string Shown { get; private set; } = draft;

    public RulingOutcome Outcome { get; private set; } = RulingOutcome.Unverified;

    /// <summary>Leading draft tokens that stand.</summary>
    public int AcceptedTokens { get; private set; }

    /// <summary>Tokens of the text so far, the end token included once it has come.</summary>
    public int Tokens { get; private set; }

    /// <summary>
    /// Characters that the first <paramref name="tokens"/> draft tokens make. A step at which nobody looked (negative) leaves it at what
    /// was known before.
    /// </summary>
    public int ConfirmedCharacters(int tokens)
    {
        if (tokens >= 0)
        {
            // All tokens make the whole text, also what a decoder holds back to the end.
            _confirmed = tokens >= draftTokens.Length && !isCut ? _draft.Length : Decode(tokenizer.CreateDecoder(prompt), tokens).Length;
        }

        return _confirmed;
    }

    /// <summary>Takes the verification, or a token that replaces the rest of the draft. Returns the change to <see cref="Shown"/>.</summary>
    public ImmutableArray<TextPatch> Take(RulingSignal signal)
    {
        if (signal.Kind == RulingSignalKind.Verified)
        {
            AcceptedTokens = Tokens = signal.Agreeing;
            if (AcceptedTokens == draftTokens.Length && !isCut)
            {
                Outcome = RulingOutcome.Confirmed;
                return [];
            }

            _decoder = tokenizer.CreateDecoder(prompt);
            _written.Append(Decode(_decoder, AcceptedTokens));
            Outcome = _written.Length > 0 ? RulingOutcome.Amended : RulingOutcome.Retracted;

            // The draft's remainder stays on the screen until there is something to put in its place.
            return [];
        }

        Tokens++;
        return signal.Token == tokenizer.EndToken ? [] : Write(_decoder!.Append(signal.Token));
    }

    /// <summary>The deep pass has ended. Returns the last change to <see cref="Shown"/>.</summary>
    public ImmutableArray<TextPatch> Complete()
    {
        if (_decoder is null)
        {
            return [];
        }

        _written.Append(_decoder.Complete());
        var patches = Show();
        if (Shown == _draft)
        {
            // Other tokens, the same characters: for a reader the draft stands.
            Outcome = RulingOutcome.Confirmed;
        }

        return patches;
    }

    private ImmutableArray<TextPatch> Write(string piece)
    {
        if (piece.Length == 0)
        {
            return [];
        }

        _written.Append(piece);
        return Show();
    }

    private ImmutableArray<TextPatch> Show()
    {
        string text = _written.ToString();
        var patches = TextPatch.Between(Shown, text);
        Shown = text;
        return patches;
    }

    private string Decode(ITokenDecoder decoder, int tokens)
    {
        var text = new StringBuilder();
        foreach (int token in draftTokens.AsSpan(0, tokens))
        {
            if (token != tokenizer.EndToken)
            {
                text.Append(decoder.Append(token));
            }
        }

        return text.ToString();
    }
}
