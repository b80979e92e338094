using System.Text;

namespace DualPath.Engine.Tokenization;

/// <summary>
/// Encodes one conversation from its beginning, word by word, and remembers which slot stands for which unknown word. Used by one
/// thread for one conversation.
/// </summary>
public sealed class ConversationEncoder
{
    private readonly Vocabulary _vocabulary;
    private readonly IReadOnlyList<int> _slotOrder;
    private readonly Dictionary<string, int> _slotOf = new(StringComparer.Ordinal);
    private readonly string[] _spellings;
    private readonly List<int> _tokens = [];
    private bool _afterBytes;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="slotOrder">The order in which slots are given away; null is 0, 1, 2 and so on. Training shuffles it, so that the model
    /// learns every slot alike.</param>
    public ConversationEncoder(Vocabulary vocabulary, IReadOnlyList<int>? slotOrder = null)
    {
        _vocabulary = vocabulary;
        _slotOrder = slotOrder ?? [.. Enumerable.Range(0, vocabulary.Slots)];
        _spellings = [.. Enumerable.Repeat(string.Empty, vocabulary.Slots)];
    }

    /// <summary>Goes on with slots bound in an earlier prompt and binds no others: for the text of an answer.</summary>
    internal ConversationEncoder(Vocabulary vocabulary, IReadOnlyList<string> spellings)
    {
        _vocabulary = vocabulary;
        _slotOrder = [];
        _spellings = [.. spellings];
        for (int slot = 0; slot < _spellings.Length; slot++)
        {
            if (_spellings[slot].Length > 0)
            {
                _slotOf.TryAdd(Vocabulary.Key(_spellings[slot]), slot);
            }
        }
    }

    /// <summary>The tokens so far.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>The spelling bound to each slot; empty where none is.</summary>
    public IReadOnlyList<string> Slots => _spellings;

    /// <summary>Opens a question: what follows is what the person says.</summary>
    public void OpenQuestion() => Mark(Vocabulary.User);

    /// <summary>Opens an answer.</summary>
    public void OpenAnswer() => Mark(Vocabulary.Bot);

    /// <summary>Closes an answer.</summary>
    public void CloseAnswer() => Mark(Vocabulary.End);

    /// <summary>Appends text. Cutting a text between words and appending the parts gives the same tokens as appending it whole.</summary>
    public void Append(string text)
    {
        foreach (var piece in TextSplitter.Split(text))
        {
            if (_vocabulary.Find(piece) is { } known)
            {
                Mark(known);
            }
            else if (piece.Kind == TextPieceKind.Word && FindOwner(piece.Text) is { } owner)
            {
                Mark(owner);
                Mark(_vocabulary.Possessive);
            }
            else if (piece.Kind == TextPieceKind.Word && FindOrBindSlot(piece.Text) is { } slot)
            {
                Mark(slot);
            }
            else
            {
                AppendBytes(piece);
            }
        }
    }

    /// <summary>The tokens that <see cref="Append"/> would add for text whose words are all known or bound by now; nothing is added or bound.</summary>
    public IReadOnlyList<int> Peek(string text)
    {
        var answer = new ConversationEncoder(_vocabulary, _spellings);
        answer.Append(text);
        return answer.Tokens;
    }

    private void Mark(int token)
    {
        _tokens.Add(token);
        _afterBytes = false;
    }

    /// <summary>Who "anns" or "nadias" is about, typed in haste for "Ann's" and "Nadia's": a name that the vocabulary has, or a word that came before.</summary>
    private int? FindOwner(string word)
    {
        if (word is not [_, _, .., 's' or 'S'] || _slotOf.ContainsKey(Vocabulary.Key(word)))
        {
            return null;
        }

        string owner = word[..^1];
        return _slotOf.TryGetValue(Vocabulary.Key(owner), out int slot) ? Vocabulary.FirstSlot + slot : _vocabulary.FindName(owner);
    }

    private int? FindOrBindSlot(string word)
    {
        string key = Vocabulary.Key(word);
        if (!_slotOf.TryGetValue(key, out int slot))
        {
            if (_slotOf.Count >= _slotOrder.Count)
            {
                return null;
            }

            slot = _slotOrder[_slotOf.Count];
            _slotOf.Add(key, slot);
            _spellings[slot] = word;
        }

        return Vocabulary.FirstSlot + slot;
    }

    private void AppendBytes(TextPiece piece)
    {
        // Between other tokens the decoder knows where spaces belong; between two runs of bytes only a byte can tell.
        if (_afterBytes && piece.AfterSpace)
        {
            _tokens.Add(Vocabulary.FirstByte + ' ');
        }

        foreach (byte b in Encoding.UTF8.GetBytes(piece.Text))
        {
            _tokens.Add(Vocabulary.FirstByte + b);
        }

        _afterBytes = true;
    }
}
