using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Perdure.Web.Tests.Support;

/// <summary>One page of the console in a browser of its own, and everything that went wrong in it.</summary>
internal sealed class Tab
{
    private readonly ConcurrentQueue<string> _errors = new();

    private Tab(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsExpected(message)) _errors.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _errors.Enqueue($"exception: {error}");
    }

    public IPage Page { get; }

    /// <summary>The page without what is around it.</summary>
    public ILocator Main => Page.GetByRole(AriaRole.Main);

    /// <summary>Errors, warnings, exceptions and breaches of the security policy, which Chromium logs as errors.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Whether requests that find no node, or are refused, are part of the test: the browser logs each of them as an error.</summary>
    public bool ToleratesFailedRequests { get; set; }

    public static async Task<Tab> OpenAsync(IBrowserContext context) => new(await context.NewPageAsync());

    /// <summary>Signs in as the form does, without the form.</summary>
    public async Task SignInAsync(string token)
    {
        var answer = await Page.Context.APIRequest.PostAsync("/api/v1/session", new APIRequestContextOptions { DataObject = new { token } });
        Assert.True(answer.Ok, $"POST /api/v1/session answered {answer.Status}: {await answer.TextAsync()}");
    }

    /// <summary>Opens a page of the console, such as <c>services</c>, and waits until the stream is live.</summary>
    public async Task GoAsync(string page)
    {
        await Page.GotoAsync("/#/" + page);
        await LiveAsync();
    }

    /// <summary>Opens a page and waits until it has its content.</summary>
    public async Task ShowAsync(string page)
    {
        await GoAsync(page);
        await Assertions.Expect(Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(Main.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
    }

    /// <summary>The row of an instance on the page of services.</summary>
    public ILocator Row(string instance) => Main.GetByRole(AriaRole.Row).Filter(new() { Has = Page.GetByRole(AriaRole.Link, new() { Name = instance, Exact = true }) });

    /// <summary>Waits until the indicator says that the stream is live.</summary>
    public Task LiveAsync() => Assertions.Expect(Page.GetByRole(AriaRole.Banner).GetByText("live", new() { Exact = true })).ToBeVisibleAsync();

    /// <summary>What can be read on it.</summary>
    public Task<string> TextAsync() => Page.InnerTextAsync("body");

    private bool IsExpected(IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) &&
        (ToleratesFailedRequests || message.Location.Contains("/api/v1/session", StringComparison.Ordinal));
}
