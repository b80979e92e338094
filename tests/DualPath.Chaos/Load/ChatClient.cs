using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DualPath.Contracts.Conversations;

namespace DualPath.Chaos.Load;

/// <summary>
/// A client as docs/protocol.md wants it: retries a question under its operation id, and reads on with the last seq it has, each time at
/// whichever server it happens to reach.
/// </summary>
internal sealed class ChatClient(IReadOnlyList<Uri> servers, Random random) : IDisposable
{
    // Servers send a comment every two seconds; one that is silent for longer than that is not there.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, ConnectTimeout = Silence }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Asks until a server says that it has accepted the question.</summary>
    public async Task AskAsync(Operation operation, CancellationToken cancellationToken)
    {
        while (operation.TurnId is null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Anyone(), "/api/turns"))
            {
                Content = JsonContent.Create(new { question = operation.Question, conversationId = operation.Conversation.Id, operationId = operation.Id }),
            };
            await foreach (var item in TryReadAsync(request, cancellationToken))
            {
                operation.Conversation.See(item);
                if (item is TurnAccepted accepted && accepted.OperationId == operation.Id)
                {
                    operation.Accept(accepted);
                    return;
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>The conversation's events after a position, however often the connection breaks.</summary>
    public async IAsyncEnumerable<TurnEvent> WatchAsync(
        Conversation conversation, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Anyone(), $"/api/conversations/{conversation.Id}/events"));
            request.Headers.Add("Last-Event-ID", $"{afterSeq}");
            await foreach (var item in TryReadAsync(request, cancellationToken))
            {
                if ((item.From ?? item.Seq) != afterSeq + 1)
                {
                    conversation.Violate($"event {item.Seq} came after {afterSeq}");
                }

                afterSeq = item.Seq;
                conversation.See(item);
                yield return item;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Asks for a stop until a server has taken the wish.</summary>
    public async Task StopAsync(Operation operation, StopTarget target, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var address = new Uri(Anyone(), $"/api/conversations/{operation.Conversation.Id}/turns/{operation.TurnId}/stop");
                using var response = await _http.PostAsJsonAsync(address, new { target }, cancellationToken).WaitAsync(Silence, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (IsBroken(e, cancellationToken))
            {
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsBroken(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException or TimeoutException or JsonException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private Uri Anyone() => servers[random.Next(servers.Count)];

    /// <summary>The events of one response, as far as they come; nothing when the server refuses or is not there.</summary>
    private async IAsyncEnumerable<TurnEvent> TryReadAsync(HttpRequestMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Silence);
        IAsyncEnumerator<SseItem<string>>? reader = null;
        HttpResponseMessage? response = null;
        try
        {
            while (true)
            {
                try
                {
                    response ??= await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                    if (!response.IsSuccessStatusCode)
                    {
                        yield break;
                    }

                    reader ??= SseParser.Create(new Attentive(await response.Content.ReadAsStreamAsync(patience.Token), () => patience.CancelAfter(Silence)))
                        .EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
                    if (!await reader.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (Exception e) when (IsBroken(e, cancellationToken))
                {
                    yield break;
                }

                yield return JsonSerializer.Deserialize(reader.Current.Data, TurnEventJson.Default.TurnEvent)!;
            }
        }
        finally
        {
            if (reader is not null)
            {
                await reader.DisposeAsync();
            }

            response?.Dispose();
        }
    }
}
