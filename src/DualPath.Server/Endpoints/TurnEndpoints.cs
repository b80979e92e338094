using System.Globalization;
using DualPath.Contracts.Conversations;
using DualPath.Server.Identity;
using DualPath.Server.Protocol;

namespace DualPath.Server.Endpoints;

/// <summary>The HTTP door: ask and read one turn, read a conversation, stop a turn, forget cached answers. docs/protocol.md describes it.</summary>
public static class TurnEndpoints
{
    public static IEndpointRouteBuilder MapTurns(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/turns", AskAsync);
        endpoints.MapGet("/api/conversations/{conversationId}/events", WatchAsync);
        endpoints.MapPost("/api/conversations/{conversationId}/turns/{turnId}/stop", StopAsync);
        endpoints.MapPost("/api/conversations/{conversationId}/turns/{turnId}/disown", DisownAsync);
        endpoints.MapDelete("/api/answers", PurgeAsync);
        return endpoints;
    }

    private static async Task AskAsync(
        HttpContext context,
        AskRequest request,
        CallerScope scopes,
        ConversationGateway conversations,
        EventStream stream,
        IHostApplicationLifetime lifetime)
    {
        string scope = scopes.Of(context);
        var receipt = await conversations.AskAsync(scope, request, context.RequestAborted);

        using var leaving = Leaving(context, lifetime);
        var events = conversations.WatchAsync(scope, receipt.ConversationId, receipt.Seq - 1, leaving.Token);
        await stream.RespondAsync(context, OneTurn(events, receipt.TurnId));
    }

    private static async Task WatchAsync(
        HttpContext context,
        string conversationId,
        string? after,
        CallerScope scopes,
        ConversationGateway conversations,
        EventStream stream,
        IHostApplicationLifetime lifetime)
    {
        long afterSeq = Position(context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? after);

        // Read from one event earlier: what the caller has seen is on record and comes at once, so a reader who is up to date learns
        // that the conversation is there without waiting for something new to happen in it.
        using var leaving = Leaving(context, lifetime);
        var events = conversations.WatchAsync(scopes.Of(context), conversationId, Math.Max(0, afterSeq - 1), leaving.Token);
        await stream.RespondAsync(context, events, from: afterSeq + 1);
    }

    private static async Task<IResult> StopAsync(
        HttpContext context,
        string conversationId,
        string turnId,
        StopRequest request,
        CallerScope scopes,
        ConversationGateway conversations)
    {
        await conversations.StopAsync(scopes.Of(context), conversationId, turnId, request.Target);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DisownAsync(
        HttpContext context, string conversationId, string turnId, CallerScope scopes, ConversationGateway conversations)
    {
        await conversations.DisownAsync(scopes.Of(context), conversationId, turnId, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> PurgeAsync(HttpContext context, CallerScope scopes, ConversationGateway conversations)
    {
        await conversations.PurgeAsync(scopes.Of(context), context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>The caller has gone or the server stops: either ends the reading, neither ends the turn.</summary>
    private static CancellationTokenSource Leaving(HttpContext context, IHostApplicationLifetime lifetime) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);

    private static async IAsyncEnumerable<TurnEvent> OneTurn(IAsyncEnumerable<TurnEvent> events, string turnId)
    {
        await foreach (var turnEvent in events)
        {
            if (turnEvent.TurnId != turnId)
            {
                continue;
            }

            yield return turnEvent;
            if (turnEvent.IsTerminal)
            {
                yield break;
            }
        }
    }

    private static long Position(string? text) => text switch
    {
        null or "" => 0,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seq) => seq,
        _ => throw new ProblemException(Problems.InvalidRequest("Last-Event-ID and after must be 0 or the seq of an event.")),
    };
}
