using DualPath.Chaos.Load;
using DualPath.Contracts.Conversations;

namespace DualPath.Chaos.Checking;

/// <summary>
/// Compares what clients asked and saw with what is on record at the end, and the answers with those of a server that nobody has
/// disturbed: it gets the same questions in the same order, without those that were never answered, because they left no context.
/// </summary>
internal sealed class Checker(IReadOnlyList<Uri> servers, IReadOnlyList<Uri> undisturbed)
{
    /// <summary>Waits until every accepted turn is over, and checks.</summary>
    /// <param name="history">What was asked and seen.</param>
    /// <param name="patience">For what is owed in one conversation, and for asking it all again undisturbed.</param>
    public async Task<Verdict> CheckAsync(IReadOnlyList<Conversation> history, TimeSpan patience)
    {
        var records = new List<Record>();
        var violations = new List<string>();
        foreach (var conversation in history)
        {
            using var owed = new CancellationTokenSource(patience);
            var (log, closing) = await ReadAsync(conversation, owed.Token);
            var turns = Record.Of([.. log.Where(item => item.TurnId != closing)]);
            records.AddRange(turns);
            violations.AddRange(conversation.Violations);
            violations.AddRange(turns.SelectMany(turn => turn.Violations()));
            violations.AddRange(Differences(conversation, log, turns));
            using var compared = new CancellationTokenSource(patience);
            violations.AddRange(await ComparedAsync(turns, compared.Token));
        }

        return new Verdict(
            history.Sum(conversation => conversation.Operations.Count(operation => operation.TurnId is not null)),
            records.Count(record => record.Answer is not null),
            records.Count(record => record.Last is TurnStopped),
            records.Sum(record => record.Events.OfType<TurnResumed>().Count()),
            violations);
    }

    /// <summary>
    /// The whole log of a conversation, once every accepted turn in it is over. Its end is known by one more turn, the closing one: what
    /// was written after the last turn that was waited for comes before that one's end. Read again when the server took this reader for a slow one, and gave it several events as one.
    /// </summary>
    private async Task<(IReadOnlyList<TurnEvent> Log, string? Closing)> ReadAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        using var client = new ChatClient(servers, new Random(0));
        var closing = new Operation(conversation, "closing", "Hello!");
        var log = new List<TurnEvent>();
        if (conversation.Operations.All(operation => operation.TurnId is null))
        {
            return (log, null);
        }

        try
        {
            await client.AskAsync(closing, cancellationToken);
            do
            {
                log.Clear();
                await foreach (var item in client.WatchAsync(conversation, 0, cancellationToken))
                {
                    log.Add(item);
                    if (item.IsTerminal && item.TurnId == closing.TurnId)
                    {
                        break;
                    }
                }
            }
            while (log.Exists(item => item.From is not null));
        }
        catch (OperationCanceledException)
        {
            var ended = log.Where(item => item.IsTerminal).Select(item => item.TurnId);
            var open = conversation.Operations.Select(operation => operation.TurnId).OfType<string>().Except(ended);
            conversation.Violate($"turns {string.Join(", ", open)} were accepted and never ended");
        }

        return (log, closing.TurnId);
    }

    private static IEnumerable<string> Differences(Conversation conversation, IReadOnlyList<TurnEvent> log, IReadOnlyList<Record> turns)
    {
        foreach (var operation in conversation.Operations)
        {
            var of = turns.Where(turn => turn.Accepted.OperationId == operation.Id).ToArray();
            if (operation.TurnId is null || of.Length != 1 || of[0].Accepted.TurnId != operation.TurnId)
            {
                yield return $"{operation.Id} of conversation {conversation.Id} was told turn {operation.TurnId ?? "nothing"} and has {of.Length} turns on record";
            }
        }

        // By their numbers, in the whole log: the closing turn may have been accepted before a turn that was begun again was over.
        var recorded = log.DistinctBy(item => item.Seq).ToDictionary(item => item.Seq);
        foreach (var (seq, json) in conversation.Seen)
        {
            if (!recorded.TryGetValue(seq, out var item))
            {
                yield return $"event {seq} of conversation {conversation.Id} was shown and is not on record";
            }
            else if (Conversation.Json(item) != json)
            {
                yield return $"event {seq} of conversation {conversation.Id} is on record otherwise than it was shown";
            }
        }
    }

    private async Task<IReadOnlyList<string>> ComparedAsync(IReadOnlyList<Record> turns, CancellationToken cancellationToken)
    {
        var violations = new List<string>();
        using var client = new ChatClient(undisturbed, new Random(0));
        var replay = new Conversation(Guid.NewGuid().ToString("N"));
        long last = 0;
        foreach (var turn in turns.Where(turn => turn.Answer is not null))
        {
            var operation = new Operation(replay, turn.Accepted.TurnId, turn.Accepted.Question);
            await client.AskAsync(operation, cancellationToken);
            await foreach (var item in client.WatchAsync(replay, last, cancellationToken))
            {
                last = item.Seq;
                if (item is TurnCompleted completed)
                {
                    if (completed.Text != turn.Answer)
                    {
                        violations.Add($"\"{turn.Accepted.Question}\" was answered \"{turn.Answer}\", undisturbed \"{completed.Text}\"");
                    }

                    break;
                }
            }
        }

        return violations;
    }
}
