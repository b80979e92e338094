using DualPath.Engine.Drafting;
using DualPath.Engine.Retention;
using DualPath.Engine.Scheduling;
using DualPath.Engine.Tokenization;
using DualPath.Model;

namespace DualPath.Engine.Tests.Retention;

/// <summary>What is kept, for how long, and for whom.</summary>
public sealed class KeptSequencesTests : IDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly InferenceContext _inference;
    private readonly long _size;

    public KeptSequencesTests()
    {
        _inference = new InferenceContext(_engine.Model, _engine.Instruments);
        using var one = Sequence(1);
        _size = one.AllocatedBytes;
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Keep_BeyondTheBudget_LetsGoOfTheConversationThatWasKeptLongestAgo()
    {
        using var kept = new KeptSequences(3 * _size);
        kept.KeepConversation("a", Sequence(1));
        kept.KeepDraft("run", Draft(Sequence(2)));
        kept.KeepConversation("b", Sequence(3));
        Assert.Equal(3 * _size, kept.Bytes);

        // The first is used, and kept again as the last.
        kept.KeepConversation("a", Continue(kept, "a", 1, reused: true));
        kept.KeepConversation("c", Sequence(4));
        Assert.Equal(3 * _size, kept.Bytes);
        Continue(kept, "b", 3, reused: false).Dispose();
        Continue(kept, "a", 1, reused: true).Dispose();
        Continue(kept, "c", 4, reused: true).Dispose();
        kept.TakeDraft("run")!.Sequence.Dispose();
        Assert.Equal(0, kept.Bytes);
    }

    [Fact]
    public void Keep_BeyondTheBudget_LetsGoOfDraftsLast()
    {
        using var kept = new KeptSequences(2 * _size);
        kept.KeepDraft("first", Draft(Sequence(1)));
        kept.KeepConversation("a", Sequence(2));
        kept.KeepDraft("second", Draft(Sequence(3)));
        Continue(kept, "a", 2, reused: false).Dispose();
        kept.KeepConversation("b", Sequence(4));
        Continue(kept, "b", 4, reused: false).Dispose();
        kept.KeepDraft("third", Draft(Sequence(5)));
        Assert.Null(kept.FindDraft("first"));
        kept.TakeDraft("second")!.Sequence.Dispose();
        kept.TakeDraft("third")!.Sequence.Dispose();
        Assert.Equal(0, kept.Bytes);
    }

    [Fact]
    public void Keep_MoreThanTheBudgetAtOnce_KeepsNothingOfIt()
    {
        using var kept = new KeptSequences(_size - 1);
        var sequence = Sequence(1);
        kept.KeepConversation("a", sequence);
        Assert.Equal((0, 0), (kept.Bytes, sequence.AllocatedBytes));
    }

    [Fact]
    public void KeepDraft_OfTheSameRunAgain_FreesTheEarlierOne()
    {
        using var kept = new KeptSequences(10 * _size);
        var (first, second) = (Sequence(1), Sequence(2));
        kept.KeepDraft("run", Draft(first));
        kept.KeepDraft("run", Draft(second));
        Assert.Equal((_size, 0), (kept.Bytes, first.AllocatedBytes));
        Assert.Same(second, kept.FindDraft("run")!.Sequence);
        Assert.Same(second, kept.TakeDraft("run")!.Sequence);
        Assert.Equal(0, kept.Bytes);
        second.Dispose();
    }

    private static DraftedSequence Draft(ISequence sequence) => new("a", sequence, new ChatPrompt([1], [], 0), [1], "text");

    private static int[] Tokens(int first) => [.. Enumerable.Range(0, 20).Select(i => (first + (i * first)) % EngineFixture.Letters)];

    private ISequence Continue(KeptSequences kept, string caller, int first, bool reused)
    {
        int[] tokens = Tokens(first);
        var sequence = kept.Continue(_inference, caller, tokens, tokens.Length, steps: 4);
        Assert.Equal(reused ? tokens.Length - 1 : 0, sequence.Length);
        return sequence;
    }

    private ISequence Sequence(int first)
    {
        var sequence = _inference.CreateSequence();
        _inference.Append(sequence, Tokens(first));
        return sequence;
    }
}
