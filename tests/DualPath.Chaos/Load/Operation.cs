using DualPath.Contracts.Conversations;

namespace DualPath.Chaos.Load;

/// <summary>One question, asked under one name until it is accepted.</summary>
internal sealed record Operation(Conversation Conversation, string Id, string Question)
{
    /// <summary>The turn it became; null until a server has said so.</summary>
    public string? TurnId { get; private set; }

    /// <summary>Takes in that a server has accepted it.</summary>
    public void Accept(TurnAccepted accepted)
    {
        if (TurnId is not null && TurnId != accepted.TurnId)
        {
            Conversation.Violate($"operation {Id} became turn {TurnId} and turn {accepted.TurnId}");
        }

        TurnId = accepted.TurnId;
    }
}
