using System.Text.Json;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Server.Protocol;
using DualPath.Server.Tests.Fixtures;
using DualPath.Server.Tests.Protocol;

namespace DualPath.Server.Tests.Endpoints;

/// <summary>
/// Questions that look alike and must not be answered alike, put to the shipped model: numbers swapped, names exchanged, negation, units.
/// What is right is what the same model says without a cache, so the set asks nothing of the model but to be itself.
/// </summary>
public sealed class AdversarialCacheTests(ITestOutputHelper output)
{
    private static readonly CacheControl Uncached = new(NoCache: true, NoStore: true);

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.1)]
    public async Task Ask_LookAlike_IsNeverGivenTheOthersAnswerAsFinal(double maxWrongDrafts)
    {
        await using var server = await new ServerUnderTest { UsesShippedModel = true }
            .With("DualPath:Cache:Near:MaxWrongDrafts", $"{maxWrongDrafts}")
            .StartAsync();
        using var curl = server.CreateCurl();
        var pairs = ReadPairs();
        int shown = 0;
        int corrected = 0;
        foreach (var pair in pairs)
        {
            await curl.AskToEndAsync(pair.Asked);
            var events = await curl.AskToEndAsync(pair.Then);
            var again = Assert.IsType<TurnCompleted>((await curl.AskToEndAsync(pair.Then))[^1]);
            var right = Assert.IsType<TurnCompleted>((await curl.AskToEndAsync(new AskRequest(pair.Then, Cache: Uncached)))[^1]);

            var completed = Assert.IsType<TurnCompleted>(events[^1]);
            var draft = events.OfType<DraftCompleted>().Single();
            output.WriteLine($"{pair.Kind}\t{draft.Source}\t{completed.Cache.Similarity:F4}\t{completed.Ruling}\t{draft.TimeToFirstTokenMs:F2}\t{pair.Then} -> {completed.Text}");
            Assert.Equal(right.Text, completed.Text);
            Assert.NotEqual(RulingOutcome.Unverified, completed.Ruling);
            Assert.Equal((CacheStatus.Hit, right.Text), (again.Cache.Status, again.Text));
            shown += draft.Source == DraftSource.Near ? 1 : 0;
            corrected += draft.Source == DraftSource.Near && completed.Ruling != RulingOutcome.Confirmed ? 1 : 0;
        }

        output.WriteLine($"{pairs.Count} pairs, {shown} near drafts shown, {corrected} of them corrected");
        if (maxWrongDrafts == 1)
        {
            // The set means something only if it was put to the test, and hurt.
            Assert.True(shown > pairs.Count * 3 / 4, $"only {shown} near drafts");
            Assert.True(corrected > pairs.Count / 4, $"only {corrected} wrong ones");
        }
        else
        {
            Assert.InRange(corrected, 0, pairs.Count * maxWrongDrafts);
        }
    }

    private static List<Pair> ReadPairs() =>
        [.. File.ReadLines(Path.Combine(RecordedTurn.RepositoryRoot(), "tests", "fixtures", "adversarial.jsonl"))
            .Select(line => JsonSerializer.Deserialize<Pair>(line, JsonSerializerOptions.Web)!)];

    private sealed record Pair(string Kind, string Asked, string Then);
}
