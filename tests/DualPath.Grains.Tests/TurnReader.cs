using DualPath.Contracts.Conversations;

namespace DualPath.Grains.Tests;

/// <summary>Asks and reads as a client does: a watch that breaks is taken up again after the last event.</summary>
internal static class TurnReader
{
    public const string Scope = "someone";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static string NewId() => Guid.NewGuid().ToString("N");

    public static async Task<TurnReceipt> AskAsync(this ClusterFixture cluster, string id, string question, string scope = Scope)
    {
        var result = await cluster.Conversation(id).AskAsync(new AskCommand { Scope = scope, Question = question }, Cancel);
        Assert.Null(result.Problem);
        return result.Receipt!;
    }

    /// <summary>Asks, and reads the turn to its end.</summary>
    public static async Task<List<TurnEvent>> TurnAsync(this ClusterFixture cluster, string id, string question, string scope = Scope)
    {
        var receipt = await cluster.AskAsync(id, question, scope);
        return await cluster.ReadTurnAsync(id, receipt.TurnId, receipt.Seq - 1, scope);
    }

    /// <summary>Waits until the draft is on record. The generator is ahead of that: what it has reached says nothing about the log.</summary>
    public static async Task DraftedAsync(this ClusterFixture cluster, string id) =>
        await cluster.Conversation(id).WatchAsync(Scope, 0, Cancel).FirstAsync(item => item is DraftCompleted, Cancel);

    public static async Task<List<TurnEvent>> ReadTurnAsync(
        this ClusterFixture cluster, string id, string turnId, long afterSeq = 0, string scope = Scope)
    {
        var events = new List<TurnEvent>();
        while (true)
        {
            try
            {
                await foreach (var item in cluster.Conversation(id).WatchAsync(scope, afterSeq, Cancel))
                {
                    events.Add(item);
                    afterSeq = item.Seq;
                    if (item.TurnId == turnId && item.IsTerminal)
                    {
                        return events;
                    }
                }
            }
            catch (Exception e) when (e is not ConversationNotFoundException && !Cancel.IsCancellationRequested)
            {
                // The silo is gone; the next call finds another one.
                TestContext.Current.SendDiagnosticMessage("watching again after: {0}", e.Message);
            }
        }
    }

    /// <summary>Gap-free seq, one terminal event at the end, and events that fold to the final text.</summary>
    public static void AssertSound(List<TurnEvent> events)
    {
        Assert.Equal(Enumerable.Range((int)events[0].Seq, events.Count).Select(seq => (long)seq), events.Select(item => item.Seq));
        Assert.All(events.SkipLast(1), item => Assert.False(item.IsTerminal));
        string shown = "";
        int revision = 0;
        foreach (var item in events)
        {
            if (item is DraftDelta delta)
            {
                shown += delta.Text;
            }
            else if (item is RevisionIssued issued)
            {
                Assert.Equal(revision, issued.BaseRevision);
                revision = issued.Revision;
                shown = TextPatch.Apply(shown, issued.Patches);
            }
        }

        Assert.Equal(Assert.IsType<TurnCompleted>(events[^1]).Text, shown);
    }
}
