using Microsoft.Playwright;
using Perdure.Web.Tests.Support;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Perdure.Web.Tests.Pages;

/// <summary>What holds for all pages. Errors and breaches of the security policy fail each visit by themselves.</summary>
[Collection(Site.Name)]
public sealed class EveryPageTests(Site site, ITestOutputHelper output)
{
    private const double ContrastMin = 4.5;
    private const int PhonePx = 390;

    internal static readonly string[] Pages = ["overview", "services", "topology", "traffic", "flags", "queues", "alerts", "configuration"];

    [BrowserFact]
    public Task Text_has_enough_contrast_in_light() => ContrastAsync(ColorScheme.Light);

    [BrowserFact]
    public Task Text_has_enough_contrast_in_dark() => ContrastAsync(ColorScheme.Dark);

    [BrowserFact]
    public Task Poor_contrast_would_be_found() => site.VisitAsync(output, Site.OperatorToken, async tab =>
    {
        await tab.ShowAsync("flags");
        await tab.Page.EvaluateAsync("document.querySelector('h1').style.color = '#999'");

        Assert.StartsWith("2.", Assert.Single(await TextContrast.BelowAsync(tab.Page, ContrastMin)), StringComparison.Ordinal);
    });

    [BrowserFact]
    public Task Phone_has_no_page_that_scrolls_sideways() => site.VisitAsync(output, Site.OperatorToken, async tab =>
    {
        foreach (var page in Pages)
        {
            await tab.ShowAsync(page);
            var width = await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(width <= PhonePx, $"{page} is {width} pixels wide on a screen of {PhonePx}");
        }
    }, width: PhonePx);

    [BrowserFact]
    public Task Reader_has_no_button_that_changes_anything() => site.VisitAsync(output, Site.ReaderToken, async tab =>
    {
        foreach (var page in Pages)
        {
            await tab.ShowAsync(page);
            var names = await tab.Main.GetByRole(AriaRole.Button).EvaluateAllAsync<string[]>("all => all.map(one => one.ariaLabel || one.textContent)");
            Assert.DoesNotContain(names, name => ReaderMisses.Any(word => name.StartsWith(word, StringComparison.Ordinal)));
        }

        await tab.GoAsync("services");
        await Expect(tab.Row(site.Instances[0].Id)).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Changes" })).ToHaveCountAsync(0);
    });

    [BrowserFact]
    public Task Keys_reach_the_page_and_everything_on_it() => site.VisitAsync(output, Site.OperatorToken, async tab =>
    {
        await tab.ShowAsync("services");
        await tab.Page.EvaluateAsync("document.activeElement?.blur()");
        await tab.Page.Keyboard.PressAsync("Tab");
        await Expect(tab.Page.Locator(":focus")).ToHaveTextAsync("Skip to the page");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator(":focus")).ToHaveAttributeAsync("id", "main");

        // From there on Tab comes to each button and link of the rows, and each shows where it is.
        var reached = new List<string>();
        var drain = $"Drain {site.Instances[0].Id}";
        for (var i = 0; i < 30 || (i < 100 && !reached.Contains(drain)); i++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            reached.Add(await tab.Page.EvaluateAsync<string>("(document.activeElement.ariaLabel || document.activeElement.textContent || '').trim()"));
            Assert.True(await tab.Page.EvaluateAsync<bool>("getComputedStyle(document.activeElement).outlineStyle !== 'none' || document.activeElement === document.body"), $"{reached[^1]} has the focus and does not show it");
        }

        Assert.Contains(drain, reached);
    });

    internal static readonly string[] ReaderMisses =
        ["Drain", "Undrain", "Eject", "Restore", "Hold", "Automatic", "Silence", "Unsilence", "Off", "On", "Some", "Switch", "Try", "Run", "Go back", "Stop the", "Close the", "Open an", "Add"];

    private Task ContrastAsync(ColorScheme scheme) => site.VisitAsync(output, Site.OperatorToken, async tab =>
    {
        foreach (var page in Pages)
        {
            await tab.ShowAsync(page);
            var poor = await TextContrast.BelowAsync(tab.Page, ContrastMin);
            Assert.True(poor.Count == 0, $"{page} in {scheme}:\n{string.Join('\n', poor)}");
        }
    }, scheme);
}
