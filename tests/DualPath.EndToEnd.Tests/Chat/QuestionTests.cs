using DualPath.EndToEnd.Tests.Browser;
using DualPath.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;

namespace DualPath.EndToEnd.Tests.Chat;

/// <summary>Questions that cannot be asked, and asking without a mouse.</summary>
public sealed class QuestionTests(Chromium chromium, SharedServer server)
{
    private const int LongestQuestion = 4000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_Empty_SaysWhatIsMissing()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);

        await chat.AskAsync("   ");

        await Assertions.Expect(chat.Hint).ToHaveTextAsync("Write a question first.");
        await Assertions.Expect(chat.Answers).ToHaveCountAsync(0);
        await Assertions.Expect(chat.Field).ToBeFocusedAsync();
        await chat.PictureAsync("question-empty");
        chat.AssertClean();
    }

    [Fact]
    public async Task Send_TooLong_SaysByHowMuchAndKeepsTheText()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);

        await chat.AskAsync(new string('x', LongestQuestion + 7));

        await Assertions.Expect(chat.Hint).ToHaveTextAsync("7 characters too many. A question may have 4,000.");
        await Assertions.Expect(chat.Answers).ToHaveCountAsync(0);
        await Assertions.Expect(chat.Field).ToHaveValueAsync(new string('x', LongestQuestion + 7));
        await chat.PictureAsync("question-too-long");
        chat.AssertClean();
    }

    [Fact]
    public async Task Send_TooLongForTheServerOnly_ShowsItsProblemAndGivesTheTextBack()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.Page.Locator("dualpath-chat").EvaluateAsync("node => node.setAttribute('max-length', '100000')");

        await chat.AskAsync(new string('x', LongestQuestion + 7));

        await Assertions.Expect(chat.Answers.First.Locator(".problem")).ToContainTextAsync("4000");
        await Assertions.Expect(chat.Status(0)).ToHaveTextAsync("Failed");
        await chat.PictureAsync("question-refused");
        await chat.Button(0, "Edit").ClickAsync();
        await Assertions.Expect(chat.Field).ToHaveValueAsync(new string('x', LongestQuestion + 7));
        await Assertions.Expect(chat.Answers).ToHaveCountAsync(0);
        chat.AssertClean();
    }

    [Fact]
    public async Task Send_TooLongForTheModel_FailsWithAClearMessage()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);

        await chat.AskAsync(string.Concat(Enumerable.Repeat("1 + 2 ", LongestQuestion / 6)));

        await Assertions.Expect(chat.Status(0)).ToHaveTextAsync("Failed");
        await Assertions.Expect(chat.Answers.First.Locator(".problem")).ToContainTextAsync("too long");
        await chat.PictureAsync("question-too-long-for-the-model");
        chat.AssertClean();
    }

    [Fact]
    public async Task Markup_InAQuestion_StaysText()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);

        await chat.AskAndReadAsync("<img src=x onerror=alert(1)>", Token);

        await Assertions.Expect(chat.Questions.First).ToHaveTextAsync("<img src=x onerror=alert(1)>");
        await Assertions.Expect(chat.Page.Locator("dualpath-chat img")).ToHaveCountAsync(0);
        chat.AssertClean();
    }

    [Fact]
    public async Task Keyboard_Alone_AsksReadsAndOpensDetails()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        var keys = chat.Page.Keyboard;

        // An example, by Tab and Enter; then the focus is in the field, where a second question is written on two lines.
        await TabToAsync(chat, "button.example");
        await keys.PressAsync("Enter");
        await chat.Wire.TurnAsync(1, Token);
        await Assertions.Expect(chat.Field).ToBeFocusedAsync();
        await keys.TypeAsync("Hello!");
        await keys.PressAsync("Shift+Enter");
        await keys.TypeAsync("Hello again!");
        await Assertions.Expect(chat.Field).ToHaveValueAsync("Hello!\nHello again!");
        await keys.PressAsync("Enter");
        await chat.Wire.TurnAsync(2, Token);

        await TabToAsync(chat, "button[aria-controls$='-details']");
        await keys.PressAsync("Enter");
        await Assertions.Expect(chat.Answers.First.Locator("[aria-label='Details']")).ToBeVisibleAsync();
        await chat.PictureAsync("keyboard");
        await TabToAsync(chat, "button.new");
        await keys.PressAsync("Space");
        await Assertions.Expect(chat.Welcome).ToBeVisibleAsync();
        await Assertions.Expect(chat.Field).ToBeFocusedAsync();
        chat.AssertClean();
    }

    /// <summary>Presses Tab until the focus is there, and checks on the way that it can always be seen.</summary>
    private static async Task TabToAsync(ChatPage chat, string selector)
    {
        const int Most = 40;
        for (int presses = 0; presses < Most; presses++)
        {
            await chat.Page.Keyboard.PressAsync("Tab");
            bool[] focus = await chat.Page.EvaluateAsync<bool[]>(
                """
                selector => {
                  const focused = document.activeElement?.shadowRoot?.activeElement;
                  if (!focused) return [false, true];
                  const ring = node => getComputedStyle(node).outlineStyle !== 'none' || getComputedStyle(node).boxShadow !== 'none';
                  return [focused.matches(selector), ring(focused) || ring(focused.parentElement)];
                }
                """,
                selector);
            Assert.True(focus[1], "The focus cannot be seen.");
            if (focus[0])
            {
                return;
            }
        }

        Assert.Fail($"{Most} presses of Tab did not reach {selector}.");
    }
}
