using System.Text;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Chaos.Checking;

/// <summary>One turn as the log has it at the end.</summary>
internal sealed record Record(TurnAccepted Accepted, IReadOnlyList<TurnEvent> Events)
{
    public TurnEvent Last => Events[^1];

    /// <summary>The answer, if there is one with a ruling.</summary>
    public string? Answer => Last is TurnCompleted { Ruling: not RulingOutcome.Unverified } completed ? completed.Text : null;

    public static IReadOnlyList<Record> Of(IReadOnlyList<TurnEvent> log) =>
        [.. log.OfType<TurnAccepted>().Select(accepted => new Record(accepted, [.. log.Where(item => item.TurnId == accepted.TurnId)]))];

    /// <summary>What is wrong with the turn, taken by itself.</summary>
    public IEnumerable<string> Violations()
    {
        string turn = $"turn {Accepted.TurnId} ({Accepted.OperationId})";
        int ends = Events.Count(item => item.IsTerminal);
        if (ends != 1 || !Last.IsTerminal)
        {
            yield return $"{turn} has {ends} terminal events and ends with {Last.GetType().Name}";
        }

        var shown = new StringBuilder();
        int revision = 0;
        foreach (var item in Events)
        {
            if (item is DraftDelta delta)
            {
                shown.Append(delta.Text);
            }
            else if (item is RevisionIssued issued)
            {
                if (issued.BaseRevision != revision || issued.Revision != revision + 1)
                {
                    yield return $"{turn} goes from revision {revision} to {issued.Revision}, based on {issued.BaseRevision}";
                }

                revision = issued.Revision;
                string text = TextPatch.Apply(shown.ToString(), issued.Patches);
                shown.Clear().Append(text);
            }
        }

        string? told = Last switch
        {
            TurnCompleted completed => completed.Text,
            TurnStopped stopped => stopped.Text,
            _ => null,
        };
        if (told is not null && told != shown.ToString())
        {
            yield return $"{turn} ends with \"{told}\" and its events with \"{shown}\"";
        }

        if (Last is TurnFailed failed)
        {
            yield return $"{turn} failed: {failed.Problem.Type}, {failed.Problem.Detail}";
        }

        if (Last is TurnCompleted { Ruling: RulingOutcome.Unverified })
        {
            yield return $"{turn} was completed without a ruling: {Events.OfType<RevisionIssued>().Last().Reason}";
        }
    }
}
