using System.Net;
using System.Text;
using System.Text.Json;
using Perdure.Console.Problems;
using Perdure.Console.Security.Sessions;
using Perdure.Console.Tests.Support;
using Perdure.Model;

namespace Perdure.Console.Tests.Security.Sessions;

public sealed class SessionApiTests
{
    private const string Session = "/api/v1/session";
    private const string Status = "/api/v1/status";
    private const string Drain = "/api/v1/services/catalog/instances/catalog-1/drain";

    [Fact]
    public async Task Sign_in_gives_a_cookie_that_no_script_reads_and_no_site_sends()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api);

        using var status = await browser.GetAsync(Status);
        using var who = await browser.GetAsync(Session);

        Assert.StartsWith($"perdure_session_{api.Server.Endpoint.Port}=", browser.SetCookie, StringComparison.Ordinal);
        Assert.EndsWith("; path=/; samesite=strict; httponly", browser.SetCookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, status.StatusCode);
        var answer = JsonElement.Parse(await who.Content.ReadAsStringAsync());
        Assert.Equal(("ops", "operator", false), (answer.GetProperty("name").GetString(), answer.GetProperty("role").GetString(), answer.GetProperty("open").GetBoolean()));
        Assert.Equal(browser.Csrf, answer.GetProperty("csrf").GetString());
        Assert.DoesNotContain(AdminApi.OperatorToken, browser.SetCookie + answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookie_is_for_tls_alone_when_the_browser_came_by_it()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = new Browser(api);

        using var answer = await browser.SignInAsync(AdminApi.ReaderToken, ("Sec-Fetch-Site", "same-origin"), ("Origin", $"https://{api.Server.Endpoint}"));

        Assert.Contains("; secure;", browser.SetCookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_signed_in_without_a_cookie()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var answer = await api.SendAsync("GET", Session);

        await ProblemAssert.IsAsync(answer, HttpStatusCode.Unauthorized, ProblemTypes.Unauthenticated);
    }

    [Fact]
    public async Task Token_itself_is_told_who_it_is()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var answer = await api.SendAsync("GET", Session, AdminApi.AppToken);

        Assert.Equal("""{"name":"shop","role":"app","csrf":null,"open":false}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Node_without_tokens_says_that_it_is_open()
    {
        await using var api = await AdminApi.StartAsync();

        using var asked = await api.SendAsync("GET", Session);
        using var signedIn = await api.SendAsync("POST", Session, Browser.Body("anything"));
        using var rebound = await api.SendAsync("GET", Session, null, ("Host", "evil.example"));

        Assert.Equal("""{"name":"local","role":"operator","csrf":null,"open":true}""", await asked.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.False(signedIn.Headers.Contains("Set-Cookie"));
        await ProblemAssert.IsAsync(rebound, HttpStatusCode.Forbidden, ProblemTypes.NotLocal);
    }

    [Theory]
    [InlineData(AdminApi.OperatorToken, HttpStatusCode.OK)]
    [InlineData(AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData(AdminApi.AppToken, HttpStatusCode.Forbidden)]
    public async Task Session_may_do_what_its_token_may(string token, HttpStatusCode expected)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api, token);

        using var answer = await browser.ChangeAsync("POST", Drain);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Change_without_the_csrf_token_is_refused(string? csrf)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api);

        using var answer = await api.SendAsync("POST", Drain, null, csrf is null ? [("Cookie", browser.Cookie!)] : [("Cookie", browser.Cookie!), ("X-Perdure-Csrf", csrf)]);

        await ProblemAssert.IsAsync(answer, HttpStatusCode.Forbidden, ProblemTypes.CsrfToken);
        Assert.Empty(api.Node.Acts);
    }

    [Fact]
    public async Task Csrf_token_of_another_session_is_refused()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api);
        browser.Csrf = (await Browser.SignedInAsync(api)).Csrf;

        using var answer = await browser.ChangeAsync("POST", Drain);

        await ProblemAssert.IsAsync(answer, HttpStatusCode.Forbidden, ProblemTypes.CsrfToken);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task Another_site_can_neither_change_nor_sign_in(string header, string value)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api);

        using var change = await browser.ChangeAsync("POST", Drain, (header, value));
        using var signIn = await api.SendAsync("POST", Session, Browser.Body(AdminApi.ReaderToken), null, (header, value));

        await ProblemAssert.IsAsync(change, HttpStatusCode.Forbidden, ProblemTypes.CrossSite);
        await ProblemAssert.IsAsync(signIn, HttpStatusCode.Forbidden, ProblemTypes.CrossSite);
    }

    [Fact]
    public async Task Session_that_was_planted_is_not_taken_over()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var planted = (await Browser.SignedInAsync(api, AdminApi.ReaderToken)).Cookie!;
        var browser = new Browser(api) { Cookie = planted };

        using var answer = await browser.SignInAsync(AdminApi.OperatorToken);
        using var old = await api.SendAsync("GET", Session, null, ("Cookie", planted));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(planted, browser.Cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Fact]
    public async Task Two_sessions_at_once_are_none()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var (mine, planted) = ((await Browser.SignedInAsync(api)).Cookie!, (await Browser.SignedInAsync(api, AdminApi.ReaderToken)).Cookie!);
        var noSession = $"{mine.Split('=')[0]}={new string('x', 43)}";

        using var both = await api.SendAsync("GET", Session, null, ("Cookie", $"{planted}; {mine}"));
        using var twice = await api.SendAsync("GET", Session, null, ("Cookie", $"{mine}; {mine}"));
        using var beside = await api.SendAsync("GET", Session, null, ("Cookie", $"{noSession}; other=1; {mine}"));

        Assert.Equal(HttpStatusCode.Unauthorized, both.StatusCode);
        Assert.Equal(HttpStatusCode.OK, twice.StatusCode);
        Assert.Equal(HttpStatusCode.OK, beside.StatusCode);
    }

    [Theory]
    [InlineData("perdure_session_{0}=")]
    [InlineData("perdure_session_{0}=short")]
    [InlineData("perdure_session_{0}=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("perdure_session={1}")]
    [InlineData("perdure_session_1={1}")]
    [InlineData("=;;; ,")]
    public async Task Cookie_that_is_none_of_ours_is_nobody(string cookie)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var id = (await Browser.SignedInAsync(api)).Cookie!.Split('=')[1];

        using var answer = await api.SendAsync("GET", Status, null, ("Cookie", string.Format(null, CompositeFormat.Parse(cookie), api.Server.Endpoint.Port, id)));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Token_that_is_shown_decides_whatever_the_cookie_says()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var cookie = ("Cookie", (await Browser.SignedInAsync(api)).Cookie!);

        using var reader = await api.SendAsync("POST", Drain, AdminApi.ReaderToken, cookie);
        using var wrong = await api.SendAsync("GET", Status, "guessed", cookie);
        using var program = await api.SendAsync("POST", Drain, AdminApi.OperatorToken, cookie);

        await ProblemAssert.IsAsync(reader, HttpStatusCode.Forbidden, ProblemTypes.RoleNeeded);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, program.StatusCode);
    }

    [Fact]
    public async Task Signed_out_session_is_over_for_everybody_who_has_the_cookie()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api);

        using var unmeant = await api.SendAsync("DELETE", Session, null, ("Cookie", browser.Cookie!));
        using var answer = await browser.ChangeAsync("DELETE", Session);
        using var after = await browser.GetAsync(Status);

        await ProblemAssert.IsAsync(unmeant, HttpStatusCode.Forbidden, ProblemTypes.CsrfToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal(["Perdure.Console signed-in ops signed in from 127.0.0.1 ", "Perdure.Console signed-out ops signed out "], Lines(api, " signed-"));
    }

    [Theory]
    [InlineData("wall", AdminRole.Reader, "another-secret")]
    [InlineData("wall", AdminRole.Operator, AdminApi.ReaderToken)]
    [InlineData("other", AdminRole.Reader, AdminApi.ReaderToken)]
    public async Task Session_ends_with_its_token(string name, AdminRole role, string token)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api, AdminApi.ReaderToken);

        api.Server.UpdateTokens([new AdminToken { Name = name, Role = role, Token = token }]);
        using var after = await browser.GetAsync(Status);

        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task Session_does_not_come_back_with_its_token()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api, AdminApi.ReaderToken);

        api.Server.UpdateTokens([AdminApi.AllRoles[0]]);
        api.Server.UpdateTokens(AdminApi.AllRoles);
        using var after = await browser.GetAsync(Status);

        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task Session_outlasts_a_reload_that_leaves_its_token()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        var browser = await Browser.SignedInAsync(api);

        api.Server.UpdateTokens([AdminApi.AllRoles[0]]);
        using var after = await browser.GetAsync(Status);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Wrong_tokens_are_refused_alike_and_after_ten_not_looked_at()
    {
        var clock = new SteppedClock();
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles, parts => parts with { Time = clock });
        var browser = new Browser(api);
        for (var at = 0; at < SignInLimiter.FailuresMax; at++)
        {
            using var refused = await browser.SignInAsync(at % 2 == 0 ? "guessed-secret" : new string('x', 1_000));
            await ProblemAssert.IsAsync(refused, HttpStatusCode.Unauthorized, ProblemTypes.WrongToken);
        }

        using var limited = await browser.SignInAsync(AdminApi.OperatorToken);
        clock.Step(TimeSpan.FromMinutes(1));
        using var later = await browser.SignInAsync(AdminApi.OperatorToken);

        Assert.Equal("60", limited.Headers.RetryAfter?.ToString());
        await ProblemAssert.IsAsync(limited, HttpStatusCode.TooManyRequests, ProblemTypes.SignInLimited);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Equal(SignInLimiter.FailuresMax, Lines(api, " sign-in-refused ").Count());
        Assert.Single(Lines(api, " sign-in-limited "));
        Assert.Empty(Lines(api, "guessed-secret"));
    }

    [Theory]
    [InlineData("""{"token":"operator-secret"}""", "text/plain")]
    [InlineData("""{"token":"operator-secret"}""", "application/x-www-form-urlencoded")]
    [InlineData("{}", "application/json")]
    [InlineData("operator-secret", "application/json")]
    public async Task Body_that_is_no_sign_in_is_refused(string body, string type)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var answer = await api.SendAsync("POST", Session, new StringContent(body, Encoding.UTF8, type));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, ProblemTypes.Invalid);
    }

    private static IEnumerable<string> Lines(AdminApi api, string with) => api.Loggers.Lines.Where(line => line.Contains(with, StringComparison.Ordinal));
}
