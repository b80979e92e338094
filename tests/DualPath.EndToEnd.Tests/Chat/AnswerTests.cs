using DualPath.EndToEnd.Tests.Browser;
using DualPath.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;

namespace DualPath.EndToEnd.Tests.Chat;

/// <summary>What a person sees of a draft that was right, one that was wrong, and one that was there before.</summary>
public sealed class AnswerTests(Chromium chromium, SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_DraftRight_IsConfirmed()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.PictureAsync("empty");

        var turn = await chat.AskAndReadAsync(Ask.Easy, Token);

        Assert.Equal("confirmed", turn.Ruling);
        Assert.Equal("shallow", turn.DraftSource);
        Assert.Equal(turn.Draft, turn.Text);
        Assert.Equal("It is Bob.", turn.Text);
        Assert.Contains("deep.progress", turn.Types);
        Assert.Equal(turn.Text, await chat.TextAsync(0));
        await Assertions.Expect(chat.Status(0)).ToHaveTextAsync("Confirmed");
        await Assertions.Expect(chat.Answers.First).Not.ToHaveAttributeAsync("data-provisional", "");
        await Assertions.Expect(chat.Answers.First.Locator("ins")).ToHaveCountAsync(0);
        await chat.PictureAsync("confirmed");
        chat.AssertClean();
    }

    [Fact]
    public async Task Ask_DraftWrong_IsAmendedWithTheEarlierWordingInReach()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);

        var turn = await chat.AskAndReadAsync(Ask.Hard, Token);

        Assert.Equal("amended", turn.Ruling);
        Assert.NotEqual(turn.Draft, turn.Text);
        Assert.Equal("It is Tom.", turn.Text);
        Assert.Equal(turn.Text, await chat.TextAsync(0));
        await Assertions.Expect(chat.Status(0)).ToHaveTextAsync("Corrected");
        await Assertions.Expect(chat.Answers.First.Locator("ins")).ToContainTextAsync("Tom");

        var earlier = chat.Answers.First.Locator("[aria-label='Earlier wording']");
        await Assertions.Expect(earlier).ToBeHiddenAsync();
        await chat.Button(0, "1 change").ClickAsync();
        await Assertions.Expect(earlier).ToBeVisibleAsync();
        string wrong = turn.Draft.Replace("It is ", "", StringComparison.Ordinal).TrimEnd('.');
        await Assertions.Expect(earlier.Locator("del")).ToContainTextAsync(wrong);
        await chat.Button(0, "Details").ClickAsync();
        await chat.PictureAsync("amended");
        chat.AssertClean();
    }

    [Fact]
    public async Task Ask_Twice_SecondComesFromTheCacheWithoutAModelStep()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var first = await ChatPage.OpenAsync(visitor, server.Address);
        var made = await first.AskAndReadAsync(Ask.Hard, Token);
        // A new conversation: in the same one, the first answer would be part of the question.
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        await Assertions.Expect(first.Welcome).ToBeVisibleAsync();
        await first.AskAsync(Ask.Hard);
        var repeat = await first.Wire.TurnAsync(2, Token);

        Assert.Equal("miss", made.Completed.GetProperty("cache").GetProperty("status").GetString());
        Assert.Equal("hit", repeat.Completed.GetProperty("cache").GetProperty("status").GetString());
        Assert.Equal("cache", repeat.DraftSource);
        Assert.Equal(0, repeat.OfType("draft.completed").Single().GetProperty("recurrentSteps").GetInt32());
        Assert.Equal(0, repeat.Completed.GetProperty("usage").GetProperty("deepSteps").GetInt32());
        Assert.DoesNotContain("deep.progress", repeat.Types);
        Assert.Equal(made.Text, repeat.Text);
        await Assertions.Expect(first.Status(0)).ToHaveTextAsync("Answered before · just now");
        Assert.Equal(made.Text, await first.TextAsync(0));
        await first.PictureAsync("cached");
        first.AssertClean();
    }

    [Fact]
    public async Task Say_AnswerIsWrong_IsForgottenAndMadeAnew()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.AskAndReadAsync(Ask.Easy, Token);
        var cached = await chat.AskAndReadAsync(Ask.Easy, Token);
        Assert.Equal("hit", cached.Completed.GetProperty("cache").GetProperty("status").GetString());

        var wrong = chat.Button(1, "This answer is wrong");
        await Assertions.Expect(wrong).ToBeHiddenAsync();
        await chat.Button(1, "Details").ClickAsync();
        await wrong.ClickAsync();

        await Assertions.Expect(chat.Answers.Nth(1).Locator(".verdict-note")).ToHaveTextAsync("Forgotten. Whoever asks again is answered anew.");
        await Assertions.Expect(wrong).ToHaveAttributeAsync("aria-disabled", "true");
        await chat.PictureAsync("disowned");

        // The answer stays on the page, and is not given again.
        Assert.Equal(cached.Text, await chat.TextAsync(1));
        for (int again = 0; again < 2; again++)
        {
            var anew = await chat.AskAndReadAsync(Ask.Easy, Token);
            Assert.Equal(("miss", "shallow"), (anew.Completed.GetProperty("cache").GetProperty("status").GetString(), anew.DraftSource));
        }

        chat.AssertClean();
    }

    [Fact]
    public async Task Say_AnswerIsWrongWhileTheServerIsAway_SaysThatItWasNotToldAndCanBeSaidAgain()
    {
        await using var own = await ServerProcess.StartAsync(new Dictionary<string, string>(), Token);
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, own.Address);
        await chat.AskAndReadAsync(Ask.Easy, Token);
        await chat.Button(0, "Details").ClickAsync();
        var wrong = chat.Button(0, "This answer is wrong");
        var note = chat.Answers.First.Locator(".verdict-note");

        await own.KillAsync(Token);
        await Assertions.Expect(chat.Connection).Not.ToHaveTextAsync("Connected");
        await wrong.ClickAsync();
        await Assertions.Expect(note).Not.ToBeEmptyAsync();
        await Assertions.Expect(wrong).Not.ToHaveAttributeAsync("aria-disabled", "true");

        await own.StartAsync(Token);
        await Assertions.Expect(chat.Connection).ToHaveTextAsync("Connected", new() { Timeout = 30_000 });
        await wrong.ClickAsync();
        await Assertions.Expect(note).ToHaveTextAsync("Forgotten. Whoever asks again is answered anew.");
    }

    [Fact]
    public async Task Ask_WhileTheTurnRuns_TheStatusLineKeepsItsPlace()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.Page.EvaluateAsync(
            """
            () => {
              // Every height the answer has while its text is one line.
              const root = document.querySelector('dualpath-chat').shadowRoot;
              window.heights = new Set();
              const note = () => {
                const answer = root.querySelector('.answer');
                if (answer) window.heights.add(Math.round(answer.getBoundingClientRect().height));
              };
              new MutationObserver(note).observe(root.querySelector('.exchanges'), { subtree: true, childList: true, characterData: true, attributes: true });
            }
            """);

        await chat.AskAndReadAsync(Ask.Hard, Token);

        int[] heights = await chat.Page.EvaluateAsync<int[]>("() => [...window.heights]");
        Assert.Single(heights);
        chat.AssertClean();
    }
}
