using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.EndToEnd.Tests.Hosting;

namespace DualPath.EndToEnd.Tests.Chat;

/// <summary>A question asked again: the answer is there, and the model has not moved.</summary>
public sealed class RepeatTests : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Ask_Again_CostsNoRecurrentStepEvenAfterTheServerWasKilled()
    {
        await using var server = await ServerProcess.StartAsync(new Dictionary<string, string>(), Token);
        var first = await AskAsync(server.Address);
        Assert.Equal(CacheStatus.Miss, first.Cache.Status);
        long asked = await RecurrentStepsAsync(server.Address);
        Assert.True(asked > 0);

        Assert.Equal((CacheStatus.Hit, first.Text), await AgainAsync());
        Assert.Equal(asked, await RecurrentStepsAsync(server.Address));

        await server.KillAsync(Token);
        await server.StartAsync(Token);
        long warm = await RecurrentStepsAsync(server.Address);

        Assert.Equal((CacheStatus.Hit, first.Text), await AgainAsync());
        Assert.Equal(warm, await RecurrentStepsAsync(server.Address));

        async Task<(CacheStatus, string)> AgainAsync()
        {
            var completed = await AskAsync(server.Address);
            return (completed.Cache.Status, completed.Text);
        }
    }

    private async Task<TurnCompleted> AskAsync(Uri server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/api/turns")) { Content = JsonContent.Create(new { question = Ask.Hard }) };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        var events = await SseParser.Create(body).EnumerateAsync(Token)
            .Select(item => JsonSerializer.Deserialize(item.Data, TurnEventJson.Default.TurnEvent)!).ToListAsync(Token);
        return Assert.IsType<TurnCompleted>(events[^1]);
    }

    /// <summary>What the engine has counted so far.</summary>
    private async Task<long> RecurrentStepsAsync(Uri server)
    {
        string metrics = await _http.GetStringAsync(new Uri(server, "/metrics"), Token);
        string[] counters = [.. metrics.Split('\n').Where(line => line.StartsWith("dualpath_engine_recurrent_steps", StringComparison.Ordinal))];
        return counters.Sum(line => (long)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
