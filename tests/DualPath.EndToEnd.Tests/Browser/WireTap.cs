using System.Text.Json;
using Microsoft.Playwright;

namespace DualPath.EndToEnd.Tests.Browser;

/// <summary>
/// What the server itself told the page: the turn events in the frames of its SignalR connections, in the order they came. Tests
/// compare what is on the screen with this, so that none passes because page and test share a mistake.
/// </summary>
public sealed class WireTap
{
    private const char EndOfMessage = '\u001e';
    private const int StreamItem = 2;

    private readonly List<JsonElement> _events = [];
    private readonly List<(Func<JsonElement, bool> Match, TaskCompletionSource<JsonElement> Found)> _waiting = [];
    private readonly Lock _lock = new();

    public WireTap(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Read(frame.Text);
    }

    /// <summary>All events so far.</summary>
    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The first event that matches, come or to come.</summary>
    public Task<JsonElement> FirstAsync(Func<JsonElement, bool> match, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            int index = _events.FindIndex(turnEvent => match(turnEvent));
            if (index >= 0)
            {
                return Task.FromResult(_events[index]);
            }

            var found = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((match, found));
            return found.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The events of the turn that was accepted as the <paramref name="number"/>th, from 1, once it is over.</summary>
    public async Task<TurnRecord> TurnAsync(int number, CancellationToken cancellationToken)
    {
        // A reload replays what was there before, so turns are told apart by their ids.
        var accepted = new HashSet<string>();
        var first = await FirstAsync(
            turnEvent => Type(turnEvent) == "turn.accepted" && accepted.Add(TurnId(turnEvent)) && accepted.Count == number,
            cancellationToken);
        string turnId = TurnId(first);
        await FirstAsync(turnEvent => TurnId(turnEvent) == turnId && IsTerminal(turnEvent), cancellationToken);
        return new([.. Events.Where(turnEvent => TurnId(turnEvent) == turnId).DistinctBy(turnEvent => turnEvent.GetProperty("seq").GetInt64())]);
    }

    public static string Type(JsonElement turnEvent) => turnEvent.GetProperty("type").GetString()!;

    public static bool IsTerminal(JsonElement turnEvent) => Type(turnEvent) is "turn.completed" or "turn.stopped" or "turn.failed";

    private static string TurnId(JsonElement turnEvent) => turnEvent.GetProperty("turnId").GetString()!;

    private void Read(string? frame)
    {
        foreach (string message in (frame ?? "").Split(EndOfMessage, StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(message);
            if (json.RootElement.TryGetProperty("type", out var type) && type.GetInt32() == StreamItem)
            {
                Add(json.RootElement.GetProperty("item").Clone());
            }
        }
    }

    private void Add(JsonElement turnEvent)
    {
        lock (_lock)
        {
            _events.Add(turnEvent);
            foreach (var waiting in _waiting.Where(waiting => waiting.Match(turnEvent)).ToArray())
            {
                _waiting.Remove(waiting);
                waiting.Found.SetResult(turnEvent);
            }
        }
    }
}
