using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using DualPath.Contracts.Conversations;
using DualPath.Server.Hosting;
using DualPath.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Protocol;

/// <summary>
/// Answers a request with server-sent events: <c>event:</c> the type, <c>id:</c> the seq, <c>data:</c> the JSON on one line. Every event is
/// flushed before the next one is asked for, so nothing that is ready waits, and a reader that does not read is not written to; silence
/// is filled with comments, so that proxies keep the connection.
/// </summary>
public sealed partial class EventStream(TimeProvider time, IOptions<ServerOptions> options, ServerInstruments instruments, ILogger<EventStream> logger)
{
    /// <summary>
    /// Writes until the events end. An error before the first event is the caller's to answer; after it the connection is cut, which
    /// tells the reader to come back with the last id it has. One that is too slow is told so, if it reads at all.
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
            await WriteAsync(context, reader, Task.FromResult(any), from);
        }
        catch (ProblemException error) when (error.Problem.Type == ProblemTypes.ReaderTooSlow)
        {
            Encoding.UTF8.GetBytes($"event: problem\ndata: {WireJson.Of(error.Problem)}\n\n", context.Response.BodyWriter);
        }
        catch (ProblemException)
        {
            context.Abort();
        }
    }

    private async Task WriteAsync(HttpContext context, IAsyncEnumerator<TurnEvent> reader, Task<bool> next, long from)
    {
        var output = context.Response.BodyWriter;
        using var timer = new PeriodicTimer(options.Value.KeepAlive, time);
        var tick = timer.WaitForNextTickAsync().AsTask();
        try
        {
            while (await next)
            {
                if (reader.Current.Seq >= from)
                {
                    Write(output, reader.Current);
                    await FlushAsync(output);
                }

                next = reader.MoveNextAsync().AsTask();
                while (!next.IsCompleted && await Task.WhenAny(next, tick) == tick)
                {
                    output.Write(": keep-alive\n\n"u8);
                    await FlushAsync(output);
                    tick = timer.WaitForNextTickAsync().AsTask();
                }
            }
        }
        catch (TimeoutException)
        {
            instruments.Problem(ProblemTypes.ReaderTooSlow);
            LogUnread();
            context.Abort();

            // Ends, because the reader has gone.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <exception cref="TimeoutException">The reader does not read.</exception>
    private async ValueTask FlushAsync(PipeWriter output)
    {
        var flush = output.FlushAsync();
        if (!flush.IsCompleted)
        {
            await flush.AsTask().WaitAsync(options.Value.ReaderPatience, time);
        }
    }

    private static void Write(PipeWriter output, TurnEvent turnEvent)
    {
        Encoding.UTF8.GetBytes($"event: {WireJson.TypeOf(turnEvent)}\nid: {turnEvent.Seq}\ndata: ", output);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(turnEvent, WireJson.TurnEvent));
        output.Write("\n\n"u8);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A reader that did not read its events was cut off.")]
    private partial void LogUnread();
}
