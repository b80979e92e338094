using DualPath.EndToEnd.Tests.Browser;
using DualPath.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;

namespace DualPath.EndToEnd.Tests.Chat;

/// <summary>The page on a phone, in the dark, from right to left, and as the README shows it.</summary>
public sealed class AppearanceTests(Chromium chromium, SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Phone_FitsTheScreenAndCanBeTapped()
    {
        await using var visitor = await chromium.NewVisitorAsync(new()
        {
            ViewportSize = new() { Width = 390, Height = 844 },
            DeviceScaleFactor = 2,
            HasTouch = true,
            IsMobile = true,
        });
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.PictureAsync("phone-empty");
        await chat.AskAndReadAsync(Ask.Hard, Token);
        await chat.Button(0, "1 change").TapAsync();
        await chat.PictureAsync("phone");

        // No sideways scrolling, no field that iOS would zoom into, nothing to tap that is smaller than 36 pixels.
        Assert.Equal(390, await chat.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.True(await chat.Field.EvaluateAsync<double>("node => parseFloat(getComputedStyle(node).fontSize)") >= 16);
        double[] heights = await chat.Page.Locator("dualpath-chat button:visible").EvaluateAllAsync<double[]>(
            "nodes => nodes.map(node => node.getBoundingClientRect().height)");
        Assert.All(heights, height => Assert.True(height >= 36, $"A button is {height} pixels high."));
        var composer = await chat.Field.BoundingBoxAsync();
        Assert.InRange(composer!.Y + composer.Height, 0, 844);
        chat.AssertClean();
    }

    [Fact]
    public async Task Dark_FollowsTheSystem()
    {
        await using var visitor = await chromium.NewVisitorAsync(new() { ColorScheme = ColorScheme.Dark });
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.AskAndReadAsync(Ask.Easy, Token);
        await chat.AskAndReadAsync("Hello!", Token);
        await chat.PictureAsync("dark");

        string dark = await Ground(chat);
        await chat.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        Assert.NotEqual(dark, await Ground(chat));
        chat.AssertClean();
    }

    [Fact]
    public async Task RightToLeft_MirrorsTheBubbles()
    {
        await using var visitor = await chromium.NewVisitorAsync();
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.Page.EvaluateAsync("() => { document.documentElement.dir = 'rtl'; }");
        await chat.AskAndReadAsync("Hello!", Token);
        await chat.PictureAsync("right-to-left");

        var question = await chat.Page.Locator("dualpath-chat .question").BoundingBoxAsync();
        var answer = await chat.Answers.First.BoundingBoxAsync();
        Assert.Equal(answer!.X, question!.X, tolerance: 1.0);
        chat.AssertClean();
    }

    [Fact]
    public async Task Readme_Picture()
    {
        await using var visitor = await chromium.NewVisitorAsync(new()
        {
            ViewportSize = new() { Width = 860, Height = 640 },
            DeviceScaleFactor = 2,
        });
        var chat = await ChatPage.OpenAsync(visitor, server.Address);
        await chat.AskAndReadAsync("Hello!", Token);
        var turn = await chat.AskAndReadAsync(Ask.Hard, Token);
        await chat.Button(1, "1 change").ClickAsync();
        await chat.Page.Locator("dualpath-chat .log").EvaluateAsync("node => { node.scrollTop = node.scrollHeight; }");
        await chat.PictureAsync("readme");

        Assert.Equal("amended", turn.Ruling);
        chat.AssertClean();
    }

    private static Task<string> Ground(ChatPage chat) =>
        chat.Page.Locator("dualpath-chat").EvaluateAsync<string>("node => getComputedStyle(node).backgroundColor");
}
