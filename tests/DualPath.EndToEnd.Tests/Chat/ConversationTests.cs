using DualPath.EndToEnd.Tests.Browser;
using DualPath.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;

namespace DualPath.EndToEnd.Tests.Chat;

/// <summary>A conversation outlives the page, is the same in every tab, and is nobody else's.</summary>
public sealed class ConversationTests(Chromium chromium, SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reload_ShowsTheSameConversation()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        var easy = await chat.AskAndReadAsync(Ask.Easy, Token);
        var hard = await chat.AskAndReadAsync("Hello!", Token);

        await chat.Page.ReloadAsync();

        await Assertions.Expect(chat.Questions).ToHaveTextAsync([Ask.Easy, "Hello!"]);
        await Assertions.Expect(chat.Answers.Nth(1)).ToHaveAttributeAsync("data-phase", "completed");
        Assert.Equal(easy.Text, await chat.TextAsync(0));
        Assert.Equal(hard.Text, await chat.TextAsync(1));
        // What was there before is not read out again.
        await Assertions.Expect(chat.Page.Locator("dualpath-chat [role=status]")).ToBeEmptyAsync();
        chat.AssertClean();
    }

    [Fact]
    public async Task TwoTabs_OfOneConversation_StayInStep()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var one = await ChatPage.OpenAsync(visitor, server.Address);
        var two = await ChatPage.OpenAsync(visitor, server.Address);

        await one.AskAndReadAsync(Ask.Easy, Token);
        await Assertions.Expect(two.Questions).ToHaveTextAsync([Ask.Easy]);
        await two.AskAndReadAsync("Hello!", Token);
        await Assertions.Expect(one.Questions).ToHaveTextAsync([Ask.Easy, "Hello!"]);
        await Assertions.Expect(one.Answers.Nth(1)).ToHaveAttributeAsync("data-phase", "completed");
        Assert.Equal(await two.TextAsync(0), await one.TextAsync(0));
        Assert.Equal(await two.TextAsync(1), await one.TextAsync(1));

        await one.Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        await Assertions.Expect(two.Welcome).ToBeVisibleAsync();
        one.AssertClean();
        two.AssertClean();
    }

    [Fact]
    public async Task TwoUsers_AtOnce_DoNotSeeEachOther()
    {
        await using var annsBrowser = await chromium.NewVisitorAsync();
        await using var bensBrowser = await chromium.NewVisitorAsync();
        var ann = await ChatPage.OpenAsync(annsBrowser, server.Address);
        var ben = await ChatPage.OpenAsync(bensBrowser, server.Address);

        var turns = await Task.WhenAll(ann.AskAndReadAsync(Ask.Hard, Token), ben.AskAndReadAsync(Ask.Hard, Token));

        // Neither was served from the other's cache entry, and each sees one conversation: their own.
        Assert.All(turns, turn => Assert.Equal("miss", turn.Completed.GetProperty("cache").GetProperty("status").GetString()));
        Assert.NotEqual(Conversation(turns[0]), Conversation(turns[1]));
        Assert.Equal(turns[0].Text, turns[1].Text);
        await Assertions.Expect(ann.Questions).ToHaveCountAsync(1);
        await Assertions.Expect(ben.Questions).ToHaveCountAsync(1);

        // Even with Ann's conversation id in hand, Ben does not get in.
        await ben.Page.EvaluateAsync(
            "([own, other]) => localStorage.setItem(Object.keys(localStorage).find(key => localStorage[key] === own), other)",
            new[] { Conversation(turns[1]), Conversation(turns[0]) });
        await ben.Page.ReloadAsync();
        await Assertions.Expect(ben.Page.Locator("dualpath-chat .notice")).ToContainTextAsync("no longer on the server");
        await Assertions.Expect(ben.Questions).ToHaveCountAsync(0);
        await ben.PictureAsync("conversation-lost");
        ann.AssertClean();
        ben.AssertClean();
    }

    private static string Conversation(TurnRecord turn) => turn.OfType("turn.accepted").Single().GetProperty("conversationId").GetString()!;
}
