using DualPath.Contracts.Conversations;

namespace DualPath.Server.Tests.Protocol;

/// <summary>The fold rule of docs/protocol.md: what a client that applies every event shows. It never reads the final text it is given.</summary>
internal static class ShownText
{
    public static string Of(IEnumerable<TurnEvent> events) => events.Aggregate("", (text, turnEvent) => turnEvent switch
    {
        DraftDelta delta => text + delta.Text,
        RevisionIssued revision => TextPatch.Apply(text, revision.Patches),
        _ => text,
    });
}
