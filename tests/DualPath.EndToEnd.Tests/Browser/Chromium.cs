using Microsoft.Playwright;

namespace DualPath.EndToEnd.Tests.Browser;

/// <summary>The machine's own Chromium, driven by Playwright. Nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (program is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(20_000);
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            // In a container the tests run as root, where Chromium's own sandbox does not start.
            Args = ["--no-sandbox"],
        });
    }

    /// <summary>A visitor with cookies and storage of their own; skips the test without a Chromium, except in continuous integration.</summary>
    public async Task<IBrowserContext> NewVisitorAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(
            _browser is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")),
            "There is no Chromium on this machine (Debian: apt-get install chromium).");
        var browser = _browser ?? throw new InvalidOperationException("There is no Chromium on this machine, and CI is set.");
        options ??= new();
        options.ViewportSize ??= new() { Width = 1280, Height = 800 };
        return await browser.NewContextAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
