using DualPath.Engine.Drafting;
using DualPath.Engine.Scheduling;
using DualPath.Model;

namespace DualPath.Engine.Retention;

/// <summary>
/// Sequences that outlive the job that made them: drafts that wait for their ruling, by run, and conversations, by caller, whose next question then needs no
/// prefill of what was said before. All within one budget of memory: the conversation that was kept longest ago goes first, and drafts, which are sure to be needed, only after all of them. What has gone is computed
/// again if needed. Thread-safe.
/// </summary>
/// <param name="budget">Bytes of keys, values and states.</param>
internal sealed class KeptSequences(long budget) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Kept> _conversationOrder = new();
    private readonly LinkedList<Kept> _draftOrder = new();
    private readonly Dictionary<string, LinkedListNode<Kept>> _drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LinkedListNode<Kept>>> _conversations = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Bytes held.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    private LinkedListNode<Kept>? Oldest => _conversationOrder.First ?? _draftOrder.First;

    /// <summary>Keeps a draft for its ruling.</summary>
    public void KeepDraft(string runId, DraftedSequence draft)
    {
        lock (_gate)
        {
            Add(new Kept(draft.Caller, draft.Sequence, runId, draft));
        }
    }

    /// <summary>A draft that is kept, to read its text and tokens; its sequence may be gone at any moment.</summary>
    public DraftedSequence? FindDraft(string runId)
    {
        lock (_gate)
        {
            return _drafts.TryGetValue(runId, out var node) ? node.Value.Draft : null;
        }
    }

    /// <summary>Hands a draft over; it is no longer kept.</summary>
    public DraftedSequence? TakeDraft(string runId)
    {
        lock (_gate)
        {
            return _drafts.TryGetValue(runId, out var node) ? Remove(node).Draft : null;
        }
    }

    /// <summary>Keeps what a conversation has come to. The sequence is no longer the caller's to use.</summary>
    public void KeepConversation(string caller, ISequence sequence)
    {
        if (sequence.Length == 0)
        {
            sequence.Dispose();
            return;
        }

        lock (_gate)
        {
            Add(new Kept(caller, sequence, RunId: null, Draft: null));
        }
    }

    /// <summary>Keeps of a job that was cancelled what was there when its sequence was marked, and frees at once what it added.</summary>
    public void GiveBack(string caller, ISequence sequence)
    {
        sequence.RollBack();
        KeepConversation(caller, sequence);
    }

    /// <summary>
    /// A sequence of the first of these tokens, their prelude computed: a kept conversation of this caller that begins like them, cut to what they have in common, or
    /// else an empty one. With the full cache lookup a step reads of earlier positions only what they left at that very step, so it matters to no
    /// prediction how deep the kept positions went; unless the coda attends: then they must stand at the very depth of the ruling, and
    /// a draft reads deeper entries of them than it would make itself.
    /// </summary>
    /// <param name="inference">Makes the empty one.</param>
    /// <param name="caller">Whose conversations may be gone on with.</param>
    /// <param name="tokens">The prompt, and what is to be read after it.</param>
    /// <param name="prompt">Length of the prompt, at least 1. From its last token on every row makes its steps anew: the prediction at each depth is wanted.</param>
    /// <param name="steps">Recurrent steps of the ruling.</param>
    public ISequence Continue(InferenceContext inference, string caller, ReadOnlySpan<int> tokens, int prompt, int steps)
    {
        var sequence = TakeConversation(caller, tokens[..(prompt - 1)], inference.CodaAttends ? steps : null) ?? inference.CreateSequence();
        inference.Instruments.Prompt(sequence.Length, tokens.Length - sequence.Length);
        return sequence;
    }

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            while (Oldest is { } oldest)
            {
                Remove(oldest).Sequence.Dispose();
            }
        }
    }

    private ISequence? TakeConversation(string caller, ReadOnlySpan<int> tokens, int? depth)
    {
        ISequence sequence;
        int common = 0;
        lock (_gate)
        {
            LinkedListNode<Kept>? best = null;
            foreach (var node in _conversations.GetValueOrDefault(caller, []))
            {
                var kept = node.Value.Sequence;
                int length = kept.Tokens.CommonPrefixLength(tokens);

                // Sharing little more than the first word, it is another conversation, and still wanted as it is.
                if (length > common && length * 2 >= kept.Length && (depth is null || (kept.Depth(0) == depth && kept.Depth(length - 1) == depth)))
                {
                    (best, common) = (node, length);
                }
            }

            if (best is null)
            {
                return null;
            }

            sequence = Remove(best).Sequence;
        }

        sequence.Truncate(common);
        return sequence;
    }

    private void Add(Kept kept)
    {
        var node = OrderOf(kept).AddLast(kept);
        _bytes += kept.Bytes;
        if (kept.RunId is { } run)
        {
            if (_drafts.TryGetValue(run, out var earlier))
            {
                Remove(earlier).Sequence.Dispose();
            }

            _drafts.Add(run, node);
        }
        else
        {
            if (!_conversations.TryGetValue(kept.Caller, out var nodes))
            {
                _conversations.Add(kept.Caller, nodes = []);
            }

            nodes.Add(node);
        }

        while (_bytes > budget)
        {
            Remove(Oldest!).Sequence.Dispose();
        }
    }

    private LinkedList<Kept> OrderOf(Kept kept) => kept.RunId is null ? _conversationOrder : _draftOrder;

    private Kept Remove(LinkedListNode<Kept> node)
    {
        var kept = node.Value;
        OrderOf(kept).Remove(node);
        _bytes -= kept.Bytes;
        if (kept.RunId is { } run)
        {
            _drafts.Remove(run);
        }
        else if (_conversations[kept.Caller] is var nodes && nodes.Remove(node) && nodes.Count == 0)
        {
            _conversations.Remove(kept.Caller);
        }

        return kept;
    }

    private sealed record Kept(string Caller, ISequence Sequence, string? RunId, DraftedSequence? Draft)
    {
        /// <summary>While it is kept, nobody changes it.</summary>
        public long Bytes { get; } = Sequence.AllocatedBytes;
    }
}
