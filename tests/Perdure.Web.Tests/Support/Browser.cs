using System.Reflection;
using Microsoft.Playwright;

namespace Perdure.Web.Tests.Support;

/// <summary>One Chromium for all tests: Debian's own, driven by Playwright. Nothing is downloaded.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>Far beyond what anything here takes: it ends a test that waits in vain, it measures nothing.</summary>
    private const float DeadlineMs = 60_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Where Chromium is; null when there is none.</summary>
    public static string? Path { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Starts it without a window.</summary>
    public static async Task<Browser> StartAsync()
    {
        var package = typeof(Browser).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PlaywrightPackage").Value;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        Assertions.SetDefaultExpectTimeout(DeadlineMs);
        var playwright = await Playwright.CreateAsync();
        // Root has no sandbox; a container's /dev/shm may be small.
        string[] args = ["--disable-dev-shm-usage", "--disable-gpu", .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>()];
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = args, Timeout = 2 * DeadlineMs });
        return new Browser(playwright, browser);
    }

    /// <summary>A browser of its own as far as cookies and storage go.</summary>
    /// <param name="site">What addresses without a host are relative to.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="height">Of the window, in pixels.</param>
    public async Task<IBrowserContext> ContextAsync(Uri site, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 800)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.ToString(),
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(DeadlineMs);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
