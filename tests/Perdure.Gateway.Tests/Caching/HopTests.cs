using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Caching;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Caching;

/// <summary>What belongs to one connection, one client or one moment, and must not become everybody's.</summary>
public sealed class HopTests
{
    [Theory]
    [InlineData("Accept-Language")]
    [InlineData("close, accept-language")]
    [InlineData("foo, Accept-Language")]
    public async Task Header_that_the_client_keeps_from_the_service_poisons_no_variant(string connection)
    {
        await using var rig = await CacheRig.StartAsync(context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.Vary = "Accept-Language";
            return context.Response.WriteAsync($"in {context.Request.Headers.AcceptLanguage}");
        });

        // The gateway takes the header away on the way to the service, whose answer is then one for requests without it.
        var attack = await RawClient.ConnectAsync(rig.Gateway.Address);
        using (attack)
        {
            await attack.SendAsync($"GET /page HTTP/1.1\r\nHost: {rig.Gateway.Address}\r\nAccept-Language: de\r\nConnection: {connection}\r\n\r\n");
            await attack.ReadUntilAsync("in ");
        }

        Assert.Equal("in de", (await rig.GetAsync("/page", "Accept-Language: de")).Body);
    }

    [Theory]
    [InlineData("keep-alive")]
    [InlineData("close")]
    [InlineData("Keep-Alive, TE")]
    public async Task Usual_words_about_the_connection_do_not_pass_the_memory_by(string connection)
    {
        await using var rig = await CacheRig.StartAsync(context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            return context.Response.WriteAsync("page");
        });
        await rig.GetAsync("/page");

        using var client = await RawClient.ConnectAsync(rig.Gateway.Address);
        await client.SendAsync($"GET /page HTTP/1.1\r\nHost: {rig.Gateway.Address}\r\nConnection: {connection}\r\n\r\n");

        Assert.Contains("; hit", await client.ReadUntilAsync("page"), StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_answer_has_the_date_of_its_coming_when_the_service_gave_none()
    {
        var came = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

        // Without it the server would write the present, and a cache behind it would take the answer for younger than it is.
        Assert.Equal("Mon, 04 May 2026 03:02:01 GMT", StoredHeaders.Of(new HeaderDictionary(), came).Single(header => header.Key == "Date").Value);
        IHeaderDictionary dated = new HeaderDictionary { ["Date"] = "Sun, 06 Nov 1994 08:49:37 GMT" };
        Assert.Equal(dated.Date, StoredHeaders.Of(dated, came).Single(header => header.Key == "Date").Value);
    }

    [Fact]
    public async Task Confirmation_without_a_date_makes_the_answer_as_good_as_new()
    {
        var date = TimeProvider.System.GetUtcNow().AddSeconds(-50).ToString("r");
        await using var server = RawServer.Keeping(head => head.Contains("If-None-Match", StringComparison.Ordinal)
            ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"
            : $"HTTP/1.1 200 OK\r\nDate: {date}\r\nCache-Control: max-age=600\r\nETag: \"1\"\r\nContent-Length: 4\r\n\r\npage");
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(server.Url));
        await using var gateway = await TestGateway.StartAsync(model with { Routes = [model.Routes[0] with { Cache = new CacheModel() }] });
        using var client = gateway.Client();
        await client.GetStringAsync(new Uri("/page", UriKind.Relative));
        using var reload = new HttpRequestMessage(HttpMethod.Get, "/page") { Headers = { { "Cache-Control", "no-cache" } } };
        using var confirmed = await client.SendAsync(reload);
        using var hit = await client.GetAsync(new Uri("/page", UriKind.Relative));

        Assert.Contains("fwd-status=304", confirmed.Headers.GetValues("Cache-Status").Single(), StringComparison.Ordinal);
        Assert.Contains("; hit", hit.Headers.GetValues("Cache-Status").Single(), StringComparison.Ordinal);
        Assert.InRange(hit.Headers.Age!.Value.TotalSeconds, 0, 45);
    }

    [Fact]
    public async Task Cookie_of_a_confirmation_goes_to_the_client_that_asked_and_to_no_other()
    {
        var count = 0;
        await using var rig = await CacheRig.StartAsync(context =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            context.Response.Headers.ETag = "\"1\"";
            // Stale when it comes, fresh once it is confirmed.
            context.Response.Headers.Age = ++count == 1 ? "100" : "0";
            if (context.Request.Headers.IfNoneMatch.Count == 0)
                return context.Response.WriteAsync("page");
            context.Response.StatusCode = 304;
            context.Response.Headers.SetCookie = "session=renewed";
            return Task.CompletedTask;
        });
        await rig.GetAsync("/page");

        var own = await rig.GetAsync("/page", "Cookie: session=old");
        var other = await rig.GetAsync("/page");

        Assert.Equal(("page", "session=renewed"), (own.Body, own.Headers.GetValueOrDefault("Set-Cookie")));
        Assert.Equal(("page", true, null), (other.Body, other.IsHit, other.Headers.GetValueOrDefault("Set-Cookie")));
    }
}
