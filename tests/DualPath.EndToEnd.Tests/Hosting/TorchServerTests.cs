using DualPath.Contracts.Conversations;
using DualPath.EndToEnd.Tests.Chat;

namespace DualPath.EndToEnd.Tests.Hosting;

/// <summary>The server that is built with TorchSharp (<c>-p:Torch=cpu</c>), as a process: it starts, and answers as the managed engine does.</summary>
public sealed class TorchServerTests : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Ask_TorchBackend_AnswersAsTheManagedEngineDoes()
    {
        Assert.SkipWhen(
            !File.Exists(Repository.TorchServer) && Environment.GetEnvironmentVariable("CI") is null or "", "There is no server with TorchSharp; `make test` builds one.");
        await using var torch = await ServerProcess.StartAsync(
            new Dictionary<string, string> { ["DualPath__Engine__Backend"] = "torch", ["DualPath__Engine__Device"] = "cpu" }, Token, Repository.TorchServer);
        await using var managed = await ServerProcess.StartAsync(new Dictionary<string, string>(), Token);
        foreach (string question in (string[])[Ask.Hard, Ask.Easy, "What is 347 + 589?"])
        {
            var (draft, ruled) = await AnswerAsync(torch.Address, question);
            var (managedDraft, managedRuled) = await AnswerAsync(managed.Address, question);

            Assert.Equal((managedDraft.Source, managedDraft.RecurrentSteps), (draft.Source, draft.RecurrentSteps));
            Assert.Equal((managedRuled.Text, managedRuled.Ruling, managedRuled.Usage.DeepSteps), (ruled.Text, ruled.Ruling, ruled.Usage.DeepSteps));
        }
    }

    private async Task<(DraftCompleted Draft, TurnCompleted Ruled)> AnswerAsync(Uri server, string question)
    {
        var events = await TurnStream.AskAsync(_http, server, question, Token).ToListAsync(Token);
        return (events.OfType<DraftCompleted>().Single(), Assert.IsType<TurnCompleted>(events[^1]));
    }
}
