using DualPath.Contracts.Conversations;
using DualPath.Server.Identity;
using DualPath.Server.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace DualPath.Server.Hubs;

/// <summary>The chat widget's door: the same things as over HTTP. Translates and forwards, nothing else; docs/protocol.md describes it.</summary>
public sealed class ChatHub(ConversationGateway conversations, CallerScope scopes) : Hub
{
    /// <summary>Records a question. Returns as soon as it is on record; the events come to those who watch.</summary>
    public Task<TurnReceipt> Ask(AskRequest request) => conversations.AskAsync(Scope, request, Context.ConnectionAborted);

    /// <summary>A conversation's events after a position, until the caller unsubscribes or goes.</summary>
    public IAsyncEnumerable<TurnEvent> Watch(string conversationId, long afterSeq, CancellationToken cancellationToken) =>
        HubProblems.Tell(
            conversations.WatchAsync(Scope, conversationId, afterSeq, cancellationToken),
            OpenWatches.Of(Context).Open());

    /// <summary>Stops a turn: the deep path only, or everything.</summary>
    public Task Stop(string conversationId, string turnId, StopTarget target) =>
        conversations.StopAsync(Scope, conversationId, turnId, target);

    /// <summary>A person says that a turn's answer is wrong.</summary>
    public Task Disown(string conversationId, string turnId) =>
        conversations.DisownAsync(Scope, conversationId, turnId, Context.ConnectionAborted);

    // Of the request that opened the connection; a connection's scope never changes.
    private string Scope => (string)(Context.Items[nameof(Scope)] ??= scopes.Of(
        Context.GetHttpContext() ?? throw new InvalidOperationException("The connection did not come by HTTP.")));
}
