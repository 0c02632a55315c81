using Microsoft.Playwright;
using Perdure.Web.Tests.Support;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Perdure.Web.Tests.Pages;

/// <summary>Who comes in, and as whom.</summary>
[Collection(Site.Name)]
public sealed class SignInTests(Site site, ITestOutputHelper output)
{
    [BrowserFact]
    public Task Wrong_token_is_refused_and_the_right_one_opens_the_console_until_it_is_closed() => site.VisitAsync(output, null, async tab =>
    {
        tab.ToleratesFailedRequests = true;
        await tab.Page.GotoAsync("/");
        var token = tab.Page.GetByLabel("Token");
        var signIn = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" });

        await token.FillAsync("a-token-of-nobody");
        await signIn.ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        await token.FillAsync(Site.OperatorToken);
        await signIn.ClickAsync();
        await tab.LiveAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Banner)).ToContainTextAsync("operator");
        var cookies = await tab.Page.Context.CookiesAsync();
        var cookie = Assert.Single(cookies, cookie => cookie.Name.StartsWith("perdure_session", StringComparison.Ordinal));
        Assert.Equal((true, SameSiteAttribute.Strict), (cookie.HttpOnly, cookie.SameSite));

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(token).ToBeVisibleAsync();
    });
}
