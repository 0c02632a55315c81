using System.Collections.Immutable;
using System.Net;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Console.Web;

namespace Perdure.Console.Tests.Web;

public sealed class WebPagesTests
{
    private const string Script = "/assets/index-1a2b3c4d.js";

    private static readonly ImmutableArray<WebFile> s_files =
    [
        new WebFile { Path = "/", ContentType = "text/html; charset=utf-8", Hash = "aa", Immutable = false, Plain = "<!doctype html>"u8.ToArray() },
        new WebFile
        {
            Path = Script, ContentType = "text/javascript; charset=utf-8", Hash = "bb", Immutable = true,
            Plain = "plain"u8.ToArray(), Brotli = "brotli"u8.ToArray(), Gzip = "gzip"u8.ToArray(),
        },
    ];

    [Fact]
    public async Task Page_is_served_to_everybody_under_a_strict_policy()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles, With);

        using var page = await api.SendAsync("GET", "/", null, ("Accept", "text/html"));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("<!doctype html>", await page.Content.ReadAsStringAsync());
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            Header(page, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(page, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(page, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(page, "Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Header(page, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.Equal("no-cache", Header(page, "Cache-Control"));
    }

    [Theory]
    [InlineData("", "plain", null)]
    [InlineData("gzip, deflate, br", "brotli", "br")]
    [InlineData("gzip, deflate", "gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip", "gzip")]
    [InlineData("*", "brotli", "br")]
    [InlineData("*;q=0", "plain", null)]
    [InlineData("br;q=x;;", "plain", null)]
    public async Task Asset_comes_as_the_browser_takes_it_and_stays_for_good(string accept, string body, string? encoding)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles, With);

        using var asset = await api.SendAsync("GET", Script, null, ("Accept-Encoding", accept));

        Assert.Equal(body, await asset.Content.ReadAsStringAsync());
        Assert.Equal(encoding, asset.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("public, max-age=31536000, immutable", Header(asset, "Cache-Control"));
        Assert.Equal("Accept-Encoding", Header(asset, "Vary"));
        Assert.Equal(encoding is null ? "\"bb\"" : $"\"bb-{encoding}\"", Header(asset, "ETag"));
    }

    [Fact]
    public async Task What_a_browser_has_is_not_sent_again()
    {
        await using var api = await AdminApi.StartAsync([], With);

        using var known = await api.SendAsync("GET", "/", null, ("If-None-Match", "\"zz\", W/\"aa\""));
        using var other = await api.SendAsync("GET", "/", null, ("If-None-Match", "\"zz\""));
        using var head = await api.SendAsync("HEAD", "/");

        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Empty(await known.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(15, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Path_that_is_not_there_stays_a_problem()
    {
        await using var api = await AdminApi.StartAsync([], With);

        using var answer = await api.SendAsync("GET", "/assets/none.js");
        using var posted = await api.SendAsync("POST", "/");

        await ProblemAssert.IsAsync(answer, HttpStatusCode.NotFound, ProblemTypes.NotFound);
        await ProblemAssert.IsAsync(posted, HttpStatusCode.MethodNotAllowed, ProblemTypes.MethodNotAllowed);
    }

    [Fact]
    public async Task Node_without_tokens_answers_this_machine_alone()
    {
        await using var api = await AdminApi.StartAsync([], With);

        using var answer = await api.SendAsync("GET", "/", null, ("Host", "evil.example"));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.Forbidden, ProblemTypes.NotLocal);
    }

    [Fact]
    public async Task Build_without_the_page_says_how_to_get_it()
    {
        await using var api = await AdminApi.StartAsync([], parts => parts with { Web = [] });

        using var page = await api.SendAsync("GET", "/");

        Assert.Contains("Node.js 20 or later", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    // Holds whether this build has the page or not.
    [Fact]
    public void Embedded_files_have_what_the_policy_allows_and_no_more()
    {
        foreach (var file in WebContent.Embedded)
        {
            Assert.NotEqual("application/octet-stream", file.ContentType);
            var text = file.ContentType.StartsWith("text/html", StringComparison.Ordinal) ? System.Text.Encoding.UTF8.GetString(file.Plain) : "";
            Assert.DoesNotContain("<style", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(" style=", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<script>", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(" onload=", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static AdminParts With(AdminParts parts) => parts with { Web = s_files };

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.TryGetValues(name, out var values) ? values : answer.Content.Headers.TryGetValues(name, out var more) ? more : []);
}
