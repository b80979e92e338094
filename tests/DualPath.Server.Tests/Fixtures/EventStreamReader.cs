using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using DualPath.Contracts.Conversations;
using DualPath.Server.Protocol;

namespace DualPath.Server.Tests.Fixtures;

/// <summary>Reads server-sent events with the platform's own parser, and checks that the three fields of each agree.</summary>
internal static class EventStreamReader
{
    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static string Body(string question, string? conversationId = null, string? operationId = null) =>
        JsonSerializer.Serialize(new AskRequest(question, conversationId, operationId), WireJson.Options);

    /// <summary>Asks, and returns the response as soon as its head is there.</summary>
    public static Task<HttpResponseMessage> AskAsync(this HttpClient client, string question, string? conversationId = null, string? operationId = null) =>
        client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/api/turns") { Content = Json(Body(question, conversationId, operationId)) },
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken);

    /// <summary>Asks, and reads the whole turn.</summary>
    public static Task<List<TurnEvent>> AskToEndAsync(this HttpClient client, string question, string? conversationId = null) =>
        client.AskToEndAsync(new AskRequest(question, conversationId));

    /// <inheritdoc cref="AskToEndAsync(HttpClient, string, string?)"/>
    public static async Task<List<TurnEvent>> AskToEndAsync(this HttpClient client, AskRequest request)
    {
        using var response = await client.PostAsync(
            "/api/turns", Json(JsonSerializer.Serialize(request, WireJson.Options)), TestContext.Current.CancellationToken);
        return await response.EventsAsync().ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Opens a conversation's events.</summary>
    public static Task<HttpResponseMessage> WatchAsync(this HttpClient client, string conversationId, long? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/{conversationId}/events");
        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", $"{id}");
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public static async IAsyncEnumerable<TurnEvent> EventsAsync(
        this HttpResponseMessage response,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(new MediaTypeHeaderValue("text/event-stream"), response.Content.Headers.ContentType);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            var turnEvent = JsonSerializer.Deserialize(item.Data, WireJson.TurnEvent)!;
            Assert.Equal(WireJson.TypeOf(turnEvent), item.EventType);
            Assert.Equal($"{turnEvent.Seq}", item.EventId);
            yield return turnEvent;
        }
    }

    /// <summary>The events up to and with the first terminal one.</summary>
    public static async Task<List<TurnEvent>> UntilTerminalAsync(this IAsyncEnumerable<TurnEvent> events)
    {
        var read = new List<TurnEvent>();
        await foreach (var turnEvent in events)
        {
            read.Add(turnEvent);
            if (turnEvent.IsTerminal)
            {
                return read;
            }
        }

        throw new InvalidOperationException($"The stream ended after {read.Count} events without a terminal one.");
    }

    /// <summary>The response's problem, whose form is checked too.</summary>
    public static async Task<Problem> ProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<Problem>(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), WireJson.Options)!;
        Assert.Equal((int)response.StatusCode, problem.Status);
        Assert.StartsWith("urn:dualpath:problem:", problem.Type, StringComparison.Ordinal);
        return problem;
    }
}
