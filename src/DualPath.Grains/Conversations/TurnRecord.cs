using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Grains.Conversations;

/// <summary>One turn as its events tell it: what was asked, what is on the screen, and whether it is over.</summary>
internal sealed class TurnRecord(TurnAccepted accepted)
{
    private DraftCompleted? _draft;
    private string _draftText = "";

    public TurnAccepted Accepted { get; } = accepted;

    public string Id => Accepted.TurnId;

    /// <summary>The text a reader sees who has applied all events.</summary>
    public string Shown { get; private set; } = "";

    /// <summary>Number of the last revision; 0 while the draft stands.</summary>
    public int Revision { get; private set; }

    /// <summary>Times the answer was begun.</summary>
    public int Attempts { get; private set; } = 1;

    /// <summary>Whether the last that was told of it is that nobody can answer.</summary>
    public bool IsWaiting { get; private set; }

    public TurnEvent? Terminal { get; private set; }

    public bool IsOpen => Terminal is null;

    /// <summary>The complete draft on record; null while there is none.</summary>
    public Draft? Draft => _draft is null
        ? null
        : new Draft
        {
            Text = _draftText,
            Source = _draft.Source,
            Confidence = _draft.Confidence,
            RecurrentSteps = _draft.RecurrentSteps,
            TimeToFirstTokenMs = _draft.TimeToFirstTokenMs,
            Cache = _draft.Cache,
            Subject = _draft.Subject,

            // The log does not tell how the model counted.
            PromptTokens = 0,
            Tokens = 0,
        };

    /// <summary>The exchange that later turns are shown; null unless the turn was completed.</summary>
    public Exchange? Exchange => Terminal is TurnCompleted completed ? new Exchange(Accepted.Question, completed.Text) : null;

    public void Apply(TurnEvent item)
    {
        IsWaiting = item is TurnWaiting;
        switch (item)
        {
            case TurnResumed resumed:
                Attempts = resumed.Attempt;
                break;
            case DraftDelta delta:
                Shown += delta.Text;
                break;
            case DraftCompleted completed:
                _draft = completed;
                _draftText = Shown;
                break;
            case RevisionIssued revision:
                Shown = TextPatch.Apply(Shown, revision.Patches);
                Revision = revision.Revision;
                break;
        }

        if (item.IsTerminal)
        {
            Terminal = item;
        }
    }
}
