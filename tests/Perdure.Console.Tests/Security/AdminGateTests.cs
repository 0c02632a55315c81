using System.Net;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Model;

namespace Perdure.Console.Tests.Security;

public sealed class AdminGateTests
{
    private const string Status = "/api/v1/status";
    private const string Drain = "/api/v1/services/catalog/instances/catalog-1/drain";

    [Theory]
    [InlineData(AdminApi.OperatorToken, "GET", Status, HttpStatusCode.OK)]
    [InlineData(AdminApi.OperatorToken, "POST", Drain, HttpStatusCode.OK)]
    [InlineData(AdminApi.ReaderToken, "GET", Status, HttpStatusCode.OK)]
    [InlineData(AdminApi.ReaderToken, "POST", Drain, HttpStatusCode.Forbidden)]
    [InlineData(AdminApi.AppToken, "GET", Status, HttpStatusCode.Forbidden)]
    [InlineData(AdminApi.AppToken, "POST", Drain, HttpStatusCode.Forbidden)]
    [InlineData("guessed", "GET", Status, HttpStatusCode.Unauthorized)]
    [InlineData("guessed", "POST", Drain, HttpStatusCode.Unauthorized)]
    [InlineData(null, "GET", Status, HttpStatusCode.Unauthorized)]
    [InlineData(null, "POST", Drain, HttpStatusCode.Unauthorized)]
    public async Task Role_decides_what_a_token_may_do(string? token, string method, string path, HttpStatusCode expected)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync(method, path, token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK && method == "POST" ? 1 : 0, api.Node.Acts.Count);
    }

    [Fact]
    public async Task Request_without_a_token_is_told_how_to_send_one()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync("GET", Status);

        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.Unauthorized, ProblemTypes.Unauthenticated);
        Assert.Contains("Authorization: Bearer TOKEN", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_page_is_not_told_from_a_known_one_without_a_token()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync("GET", "/api/v1/none");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Role_that_is_missing_is_named()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync("POST", Drain, AdminApi.ReaderToken);

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, ProblemTypes.RoleNeeded);
        Assert.Contains("\"wall\" has the role reader; this takes the role operator", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic b3BzOm9wZXJhdG9yLXNlY3JldA==")]
    [InlineData("Bearer")]
    [InlineData("operator-secret")]
    public async Task Credentials_of_another_form_are_refused(string authorization)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync("GET", Status, null, ("Authorization", authorization));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Tokens_of_a_reload_are_in_force_at_once()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        api.Server.UpdateTokens([new AdminToken { Name = "new", Role = AdminRole.Reader, Token = "fresh" }]);
        using var old = await api.SendAsync("GET", Status, AdminApi.OperatorToken);
        using var fresh = await api.SendAsync("GET", Status, "fresh");

        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:9090")]
    [InlineData("localhost.evil.example")]
    [InlineData("10.0.0.1")]
    public async Task Host_of_a_rebound_name_is_refused_without_tokens(string host)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", Status, null, ("Host", host));

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, ProblemTypes.NotLocal);
        Assert.Contains("admin.tokens", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:9090")]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]:9090")]
    public async Task Host_that_names_this_machine_is_let_in_without_tokens(string host)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", Status, null, ("Host", host));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    public async Task Change_on_behalf_of_another_site_is_refused(string header, string value)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("POST", Drain, null, (header, value));

        await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, ProblemTypes.CrossSite);
        Assert.Empty(api.Node.Acts);
    }

    [Theory]
    [InlineData("same-origin")]
    [InlineData("none")]
    public async Task Change_of_the_own_page_is_let_in(string site)
    {
        await using var api = await AdminApi.StartAsync();
        var origin = api.Base.GetLeftPart(UriPartial.Authority);

        using var response = await api.SendAsync("POST", Drain, null, ("Sec-Fetch-Site", site), ("Origin", origin));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
