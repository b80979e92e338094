using System.Text.Json.Serialization;

namespace DualPath.Contracts.Conversations;

/// <summary>
/// One thing that happened in a turn. This union is the product's event stream, version 1: the conversation's log stores it, and
/// SignalR and server-sent events carry it, in the same JSON shape (docs/protocol.md).
/// </summary>
/// <remarks>
/// Applying a turn's events in order yields the text on the screen: <see cref="DraftDelta"/> appends, <see cref="RevisionIssued"/>
/// patches, and <see cref="TurnCompleted"/> repeats the final text. An answer run produces events without <see cref="TurnId"/> and
/// <see cref="Seq"/>; the conversation that follows the run stamps both.
/// </remarks>
[GenerateSerializer]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TurnAccepted), "turn.accepted")]
[JsonDerivedType(typeof(TurnWaiting), "turn.waiting")]
[JsonDerivedType(typeof(TurnResumed), "turn.resumed")]
[JsonDerivedType(typeof(DraftDelta), "draft.delta")]
[JsonDerivedType(typeof(DraftCompleted), "draft.completed")]
[JsonDerivedType(typeof(DeepQueued), "deep.queued")]
[JsonDerivedType(typeof(DeepProgress), "deep.progress")]
[JsonDerivedType(typeof(RevisionIssued), "revision")]
[JsonDerivedType(typeof(TurnCompleted), "turn.completed")]
[JsonDerivedType(typeof(TurnStopped), "turn.stopped")]
[JsonDerivedType(typeof(TurnFailed), "turn.failed")]
public abstract record TurnEvent
{
    /// <summary>The turn this happened in.</summary>
    [Id(0), JsonPropertyOrder(-2)] public string TurnId { get; init; } = "";

    /// <summary>Position in the conversation's log, from 1, growing by one per event.</summary>
    [Id(1), JsonPropertyOrder(-1)] public long Seq { get; init; }

    /// <summary>
    /// Of an event that stands for several: the position of the first of them, where <see cref="Seq"/> is that of the last. Null for every
    /// event on record: only a reader who is behind is given neighbours as one.
    /// </summary>
    [Id(2), JsonPropertyOrder(-1)] public long? From { get; init; }

    /// <summary>Whether no further event of the same turn can follow. Not part of the JSON, in the overrides either: the type tells.</summary>
    [JsonIgnore] public virtual bool IsTerminal => false;
}
