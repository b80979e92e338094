using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DualPath.Contracts.Conversations;

namespace DualPath.EndToEnd.Tests.Hosting;

/// <summary>Asks over HTTP, as a program would.</summary>
internal static class TurnStream
{
    /// <summary>The events of one question, as they come.</summary>
    public static async IAsyncEnumerable<TurnEvent> AskAsync(HttpClient http, Uri server, string question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/api/turns")) { Content = JsonContent.Create(new { question }) };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            yield return JsonSerializer.Deserialize(item.Data, TurnEventJson.Default.TurnEvent)!;
        }
    }
}
