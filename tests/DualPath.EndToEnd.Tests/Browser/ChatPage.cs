using System.Collections.Concurrent;
using DualPath.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;

namespace DualPath.EndToEnd.Tests.Browser;

/// <summary>The chat as a person finds it on the page, and a watch on what a page must never do.</summary>
public sealed class ChatPage
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly Uri _server;

    private ChatPage(IPage page, Uri server)
    {
        Page = page;
        _server = server;
        Wire = new WireTap(page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"console {message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue("uncaught: " + error);
        page.Request += (_, request) => CheckHost(request.Url);
        page.WebSocket += (_, socket) => CheckHost(socket.Url);
    }

    public IPage Page { get; }

    public WireTap Wire { get; }

    public ILocator Field => Page.Locator("dualpath-chat textarea");

    public ILocator Hint => Page.Locator("dualpath-chat #hint");

    public ILocator Connection => Page.Locator("dualpath-chat .connection");

    public ILocator Welcome => Page.Locator("dualpath-chat .welcome");

    public ILocator Questions => Page.Locator("dualpath-chat .question .text");

    public ILocator Answers => Page.Locator("dualpath-chat .answer");

    /// <summary>Opens the page in a new tab of the visitor's and waits for the connection.</summary>
    public static async Task<ChatPage> OpenAsync(IBrowserContext visitor, Uri server)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(server);
        var chat = new ChatPage(await visitor.NewPageAsync(), server);
        await chat.Page.GotoAsync(server.ToString());
        await chat.ConnectedAsync();
        return chat;
    }

    public Task ConnectedAsync() => Assertions.Expect(Connection).ToHaveTextAsync("Connected");

    /// <summary>Types a question and sends it with Enter.</summary>
    public async Task AskAsync(string question)
    {
        await Field.FillAsync(question);
        await Field.PressAsync("Enter");
    }

    /// <summary>Asks, and gives what the server says of the turn once the page shows its end.</summary>
    public async Task<TurnRecord> AskAndReadAsync(string question, CancellationToken cancellationToken)
    {
        int number = await Answers.CountAsync() + 1;
        await AskAsync(question);
        await Assertions.Expect(Answers).ToHaveCountAsync(number);
        var turn = await Wire.TurnAsync(number, cancellationToken);
        await Assertions.Expect(Answers.Nth(number - 1)).ToHaveAttributeAsync("data-phase", "completed");
        return turn;
    }

    /// <summary>An answer's text as an eye sees it: without the words for screen readers.</summary>
    public Task<string> TextAsync(int answer) => Answers.Nth(answer).EvaluateAsync<string>(
        """
        node => {
          const text = node.querySelector(':scope > .text').cloneNode(true);
          for (const unseen of text.querySelectorAll('.unseen')) unseen.remove();
          return text.textContent;
        }
        """);

    public ILocator Status(int answer) => Answers.Nth(answer).Locator(".label");

    public ILocator Button(int answer, string name) => Answers.Nth(answer).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Keeps a picture under artifacts/screenshots.</summary>
    public async Task PictureAsync(string name)
    {
        // The pointer rests where nothing reacts to it.
        await Page.Mouse.MoveAsync(2, 120);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>No console error or warning, no blocked content, no uncaught exception, no request to another host.</summary>
    public void AssertClean() => Assert.Empty(_complaints);

    private void CheckHost(string url)
    {
        var address = new Uri(url);
        if (address.Authority != _server.Authority && address.Scheme is not ("data" or "blob"))
        {
            _complaints.Enqueue("foreign host: " + url);
        }
    }
}
