using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using DualPath.Contracts.Conversations;
using DualPath.Server.Hosting;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Protocol;

/// <summary>
/// Answers a request with server-sent events: <c>event:</c> the type, <c>id:</c> the seq, <c>data:</c> the JSON on one line. What has
/// come is flushed before waiting for more, so nothing that is ready waits; silence is filled with comments, so that proxies keep the
/// connection.
/// </summary>
public sealed class EventStream(TimeProvider time, IOptions<ServerOptions> options)
{
    /// <summary>
    /// Writes until the events end. An error before the first event is the caller's to answer; after it the connection is cut, which
    /// tells the reader to come back with the last id it has.
    /// </summary>
    /// <param name="context">The request; nothing has been written yet.</param>
    /// <param name="events">The events. They end when the reader leaves or the server stops.</param>
    /// <param name="from">Events before this position are not written; they only show that the conversation is there.</param>
    /// <exception cref="ProblemException">Before the first event.</exception>
    public async Task RespondAsync(HttpContext context, IAsyncEnumerable<TurnEvent> events, long from = 0)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(events);
        await using var reader = events.GetAsyncEnumerator(CancellationToken.None);
        bool any = await reader.MoveNextAsync();

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await WriteAsync(context.Response.BodyWriter, reader, any, from);
        }
        catch (ProblemException)
        {
            context.Abort();
        }
    }

    private async Task WriteAsync(PipeWriter output, IAsyncEnumerator<TurnEvent> reader, bool any, long from)
    {
        using var timer = new PeriodicTimer(options.Value.KeepAlive, time);
        var tick = timer.WaitForNextTickAsync().AsTask();
        while (any)
        {
            if (reader.Current.Seq >= from)
            {
                Write(output, reader.Current);
            }

            var next = reader.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                await output.FlushAsync();
                if (await Task.WhenAny(next, tick) == tick)
                {
                    output.Write(": keep-alive\n\n"u8);
                    tick = timer.WaitForNextTickAsync().AsTask();
                }
            }

            any = await next;
        }

        await output.FlushAsync();
    }

    private static void Write(PipeWriter output, TurnEvent turnEvent)
    {
        Encoding.UTF8.GetBytes($"event: {WireJson.TypeOf(turnEvent)}\nid: {turnEvent.Seq}\ndata: ", output);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(turnEvent, WireJson.TurnEvent));
        output.Write("\n\n"u8);
    }
}
