using DualPath.Contracts.Conversations;

namespace DualPath.Grains.Conversations;

/// <summary>What a conversation's log folds to, with the log itself. Append-only; belongs to its grain's thread.</summary>
internal sealed class ConversationState
{
    private readonly List<TurnEvent> _events = [];
    private readonly List<TurnRecord> _turns = [];
    private readonly Dictionary<string, TurnRecord> _byId = new(StringComparer.Ordinal);

    public IReadOnlyList<TurnEvent> Events => _events;

    public IReadOnlyList<TurnRecord> Turns => _turns;

    /// <summary>Whose conversation it is; null before the first question.</summary>
    public string? Scope => _turns.Count == 0 ? null : _turns[0].Accepted.Scope;

    public int OpenTurns => _turns.Count(turn => turn.IsOpen);

    public TurnRecord? NextOpenTurn => _turns.Find(turn => turn.IsOpen);

    public TurnRecord? Find(string turnId) => _byId.GetValueOrDefault(turnId);

    public TurnRecord? FindOperation(string operationId) => _turns.Find(turn => turn.Accepted.OperationId == operationId);

    public void Apply(TurnEvent item)
    {
        if (item.Seq != _events.Count + 1)
        {
            throw new InvalidDataException($"The log goes from event {_events.Count} to event {item.Seq}.");
        }

        if (item is TurnAccepted accepted)
        {
            var turn = new TurnRecord(accepted);
            _turns.Add(turn);
            _byId.Add(turn.Id, turn);
        }
        else if (Find(item.TurnId) is { } turn)
        {
            turn.Apply(item);
        }
        else
        {
            throw new InvalidDataException($"Event {item.Seq} belongs to turn {item.TurnId}, which was never accepted.");
        }

        _events.Add(item);
    }
}
