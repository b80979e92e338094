using System.Globalization;
using System.Text.RegularExpressions;
using DualPath.EndToEnd.Tests.Browser;
using DualPath.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;

namespace DualPath.EndToEnd.Tests.Chat;

/// <summary>Turns long enough to meet: their steps are counted, they can be stopped, and they outlive a server that dies without warning.</summary>
public sealed partial class LongTurnTests(Chromium chromium)
{
    /// <summary>As many recurrent steps as may be configured: a deep pass long enough to be met by a kill.</summary>
    private static readonly Dictionary<string, string> LongDeepPass = new()
    {
        ["DualPath__Answering__DeepSteps"] = "1024",
        ["DualPath__Answering__Exit"] = "none",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_DuringTheDeepPass_TurnIsCompletedAfterTheRestart()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        await using var server = await ServerProcess.StartAsync(LongDeepPass, Token);
        var chat = await ChatPage.OpenAsync(visitor, server.Address);

        await chat.AskAsync(Ask.Longest);
        await chat.Wire.FirstAsync(turnEvent => WireTap.Type(turnEvent) == "deep.progress", Token);
        await server.KillAsync(Token);

        var before = chat.Wire.Events;
        Assert.DoesNotContain(before, WireTap.IsTerminal);
        string draft = string.Concat(before.Where(turnEvent => WireTap.Type(turnEvent) == "draft.delta").Select(delta => delta.GetProperty("text").GetString()));
        await Assertions.Expect(chat.Connection).ToHaveTextAsync("Reconnecting");
        await Assertions.Expect(chat.Answers.First).ToHaveAttributeAsync("data-phase", "thinking");
        Assert.Equal(draft, await chat.TextAsync(0));
        await chat.PictureAsync("reconnecting");

        await server.StartAsync(Token);
        await chat.ConnectedAsync();
        var turn = await chat.Wire.TurnAsync(1, Token);
        await Assertions.Expect(chat.Answers.First).ToHaveAttributeAsync("data-phase", "completed");

        // One turn, its events without gap or repetition across the kill, the draft as it was, and a ruling on it.
        Assert.Equal(Enumerable.Range(1, turn.Events.Count), chat.Wire.Events.Select(turnEvent => turnEvent.GetProperty("seq").GetInt32()));
        Assert.Equal(draft, turn.Draft);
        Assert.NotEqual("unverified", turn.Ruling);
        Assert.Equal(turn.Text, await chat.TextAsync(0));
        await Assertions.Expect(chat.Questions).ToHaveCountAsync(1);
        await chat.PictureAsync("recovered");
    }

    [Fact]
    public async Task Ask_WhileTheServerIsAway_IsSentOnceItIsBack()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        await using var server = await ServerProcess.StartAsync(new Dictionary<string, string>(), Token);
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await server.KillAsync(Token);
        await Assertions.Expect(chat.Connection).Not.ToHaveTextAsync("Connected");

        await chat.AskAsync(Ask.Easy);
        await Assertions.Expect(chat.Status(0)).ToHaveTextAsync("Waiting for the connection");
        await Assertions.Expect(chat.Hint).ToContainTextAsync("No connection");
        await chat.PictureAsync("waiting");

        await server.StartAsync(Token);
        var turn = await chat.Wire.TurnAsync(1, Token);
        await Assertions.Expect(chat.Answers.First).ToHaveAttributeAsync("data-phase", "completed");
        Assert.Equal(turn.Text, await chat.TextAsync(0));
        await Assertions.Expect(chat.Questions).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task DeepPass_WhileItWorks_CountsItsSteps()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        await using var server = await ServerProcess.StartAsync(LongDeepPass, Token);
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.Page.EvaluateAsync(
            """
            () => {
              const root = document.querySelector('dualpath-chat').shadowRoot;
              window.labels = [];
              new MutationObserver(() => {
                const label = root.querySelector('.label')?.textContent;
                if (label && label !== window.labels.at(-1)) window.labels.push(label);
              }).observe(root.querySelector('.exchanges'), { subtree: true, childList: true, characterData: true });
            }
            """);

        await chat.AskAsync(Ask.Longest);
        await chat.Wire.FirstAsync(turnEvent => WireTap.Type(turnEvent) == "deep.progress", Token);
        await chat.PictureAsync("thinking");
        var turn = await chat.Wire.TurnAsync(1, Token);
        await Assertions.Expect(chat.Answers.First).ToHaveAttributeAsync("data-phase", "completed");

        string[] labels = await chat.Page.EvaluateAsync<string[]>("() => window.labels");
        int[] steps = [.. labels.Select(label => StepLabel().Match(label)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.True(steps.Length > 2, "Labels: " + string.Join(" | ", labels));
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(turn.Ruling switch { "confirmed" => "Confirmed", "amended" => "Corrected", _ => "Replaced" }, labels[^1]);
        chat.AssertClean();
    }

    [Fact]
    public async Task Stop_DuringTheDeepPass_KeepsTheDraft()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        await using var server = await ServerProcess.StartAsync(LongDeepPass, Token);
        var chat = await ChatPage.OpenAsync(visitor, server.Address);

        await chat.AskAsync(Ask.Longest);
        await chat.Wire.FirstAsync(turnEvent => WireTap.Type(turnEvent) == "deep.progress", Token);
        await chat.Button(0, "Keep the draft").ClickAsync();

        var turn = await chat.Wire.TurnAsync(1, Token);
        Assert.Equal("turn.stopped", turn.Types[^1]);
        Assert.Equal(turn.Draft, turn.Events[^1].GetProperty("text").GetString());
        await Assertions.Expect(chat.Status(0)).ToHaveTextAsync("Stopped · draft kept, not verified");
        Assert.Equal(turn.Draft, await chat.TextAsync(0));
        await chat.PictureAsync("stopped");
        chat.AssertClean();
    }

    [GeneratedRegex("^Draft · Thinking it over · step ([0-9]+) of 1024$")]
    private static partial Regex StepLabel();
}
