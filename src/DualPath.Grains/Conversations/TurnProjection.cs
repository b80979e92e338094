using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Grains.Conversations;

/// <summary>
/// Turns the events of an answer run into the events of a turn that may already have shown something: a run begun again after a crash
/// starts over, a reader does not. What was shown is not repeated; where the new run goes another way, a revision leads over. The text
/// that a reader builds up always ends as the run's.
/// </summary>
internal sealed class TurnProjection
{
    private const string Interrupted = "The answer was made again after an interruption.";

    private bool _draftComplete;
    private int _revision;

    /// <summary>The text as this run has it.</summary>
    private string _run = "";

    /// <param name="turn">The turn as it stands.</param>
    public TurnProjection(TurnRecord turn)
    {
        Shown = turn.Shown;
        _revision = turn.Revision;
        _draftComplete = turn.Draft is not null;
    }

    /// <summary>The text a reader sees after the events given out so far.</summary>
    public string Shown { get; private set; }

    /// <summary>Takes the run's next event; gives what the turn's readers are to be told, without turn id and seq.</summary>
    public IEnumerable<TurnEvent> Take(TurnEvent item) => item switch
    {
        DraftDelta delta => Take(delta),
        DraftCompleted completed => Take(completed),
        RevisionIssued revision => Take(revision),
        TurnCompleted completed => Take(completed),
        _ => [item],
    };

    private IEnumerable<TurnEvent> Take(DraftDelta delta)
    {
        _run += delta.Text;
        if (!_draftComplete && _run.Length > Shown.Length && _run.StartsWith(Shown, StringComparison.Ordinal))
        {
            string missing = _run[Shown.Length..];
            Shown = _run;
            yield return new DraftDelta { Text = missing };
        }
    }

    private IEnumerable<TurnEvent> Take(DraftCompleted completed)
    {
        if (_draftComplete)
        {
            // The rest of the run will say how its own draft differs, if it does.
            yield break;
        }

        if (Shown != _run)
        {
            yield return LeadOver(RulingOutcome.Unverified, isFinal: false, Interrupted);
        }

        _draftComplete = true;
        yield return completed;
    }

    private IEnumerable<TurnEvent> Take(RevisionIssued revision)
    {
        _run = TextPatch.Apply(_run, revision.Patches);
        yield return LeadOver(revision.Outcome, revision.IsFinal, revision.Reason);
    }

    private IEnumerable<TurnEvent> Take(TurnCompleted completed)
    {
        _run = completed.Text;
        if (Shown != _run)
        {
            yield return LeadOver(completed.Ruling, isFinal: true, Interrupted);
        }

        yield return completed;
    }

    private RevisionIssued LeadOver(RulingOutcome outcome, bool isFinal, string? reason)
    {
        var revision = new RevisionIssued
        {
            BaseRevision = _revision,
            Revision = ++_revision,
            Outcome = outcome,
            Patches = TextPatch.Between(Shown, _run),
            IsFinal = isFinal,
            Reason = reason,
        };
        Shown = _run;
        return revision;
    }
}
