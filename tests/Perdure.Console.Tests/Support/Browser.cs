using System.Net;
using System.Text;
using System.Text.Json;

namespace Perdure.Console.Tests.Support;

/// <summary>What a browser does with a session: keeps the cookie that it was given and sends it along, with the CSRF token for changes.</summary>
internal sealed class Browser(AdminApi api)
{
    /// <summary>The cookie as it goes back; null without a session.</summary>
    public string? Cookie { get; set; }

    public string? Csrf { get; set; }

    /// <summary>The Set-Cookie header of the last sign-in.</summary>
    public string SetCookie { get; private set; } = "";

    public static StringContent Body(string token) => new($$"""{"token":"{{token}}"}""", Encoding.UTF8, "application/json");

    public static async Task<Browser> SignedInAsync(AdminApi api, string token = AdminApi.OperatorToken)
    {
        var browser = new Browser(api);
        using var answer = await browser.SignInAsync(token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return browser;
    }

    public async Task<HttpResponseMessage> SignInAsync(string token, params (string Name, string Value)[] headers)
    {
        var answer = await api.SendAsync("POST", "/api/v1/session", Body(token), null, Cookie is null ? headers : [.. headers, ("Cookie", Cookie)]);
        if (!answer.IsSuccessStatusCode)
            return answer;
        SetCookie = answer.Headers.TryGetValues("Set-Cookie", out var set) ? Assert.Single(set) : "";
        Cookie = SetCookie.Split(';')[0];
        Csrf = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("csrf").GetString();
        return answer;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => api.SendAsync("GET", path, null, ("Cookie", Cookie!));

    public Task<HttpResponseMessage> ChangeAsync(string method, string path, params (string Name, string Value)[] headers) =>
        api.SendAsync(method, path, null, [.. headers, ("Cookie", Cookie!), ("X-Perdure-Csrf", Csrf!)]);
}
