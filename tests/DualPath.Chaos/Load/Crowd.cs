using DualPath.Contracts.Conversations;

namespace DualPath.Chaos.Load;

/// <summary>Clients that ask, each with a habit of its own. What they asked and saw is the history that is checked at the end.</summary>
internal sealed class Crowd(IReadOnlyList<Uri> servers, Random random)
{
    private const int TurnsPerConversation = 5;

    private readonly Questions _questions = new(random);
    private readonly List<Conversation> _history = [];

    public IReadOnlyList<Conversation> History => _history;

    /// <summary>Asks questions, several in a conversation at a time. Ends when each client has done what its habit is.</summary>
    public Task AskAsync(int turns, IReadOnlyList<Habit> habits, CancellationToken cancellationToken)
    {
        var clients = new List<Task>();
        for (int i = 0; i < turns; i++)
        {
            if (i % TurnsPerConversation == 0)
            {
                _history.Add(new Conversation(Guid.NewGuid().ToString("N")));
            }

            var operation = new Operation(_history[^1], $"operation-{i}", _questions.Next());
            operation.Conversation.Operations.Enqueue(operation);
            clients.Add(ActAsync(operation, habits[random.Next(habits.Count)], new Random(random.Next()), cancellationToken));
        }

        return Task.WhenAll(clients);
    }

    private async Task ActAsync(Operation operation, Habit habit, Random own, CancellationToken cancellationToken)
    {
        using var client = new ChatClient(servers, own);
        await client.AskAsync(operation, cancellationToken);
        switch (habit)
        {
            case Habit.Stays:
                await ReadAsync(client, operation, 0, int.MaxValue, cancellationToken);
                break;
            case Habit.Flickers:
                for (long? last = 0; last is not null;)
                {
                    last = await ReadAsync(client, operation, last.Value, own.Next(1, 6), cancellationToken);
                }

                break;
            case Habit.Stops:
                if (await ReadAsync(client, operation, 0, own.Next(1, 30), cancellationToken) is { } position)
                {
                    await client.StopAsync(operation, own.Next(2) == 0 ? StopTarget.Deep : StopTarget.Everything, cancellationToken);
                    await ReadAsync(client, operation, position, int.MaxValue, cancellationToken);
                }

                break;
        }
    }

    /// <summary>Reads some events, or to the end of the turn.</summary>
    /// <returns>Where it stopped reading; null when the turn is over.</returns>
    private static async Task<long?> ReadAsync(ChatClient client, Operation operation, long afterSeq, int most, CancellationToken cancellationToken)
    {
        await foreach (var item in client.WatchAsync(operation.Conversation, afterSeq, cancellationToken))
        {
            afterSeq = item.Seq;
            if (item.IsTerminal && item.TurnId == operation.TurnId)
            {
                return null;
            }

            if (--most <= 0)
            {
                break;
            }
        }

        return afterSeq;
    }
}
