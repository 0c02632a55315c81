using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Caching;

/// <summary>What an attacker tries: to read another's answer, or to put his own into the memory for all.</summary>
public sealed class PrivacyTests
{
    private const string Plain = "max-age=60";

    [Theory]
    [InlineData(Plain, false)]
    [InlineData("max-age=60, proxy-revalidate", false)]
    [InlineData("max-age=60, public", true)]
    [InlineData("s-maxage=60", true)]
    [InlineData("max-age=60, must-revalidate", true)]
    public async Task Answer_to_an_authorised_request_is_kept_only_when_it_says_so(string control, bool kept)
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(control));
        await rig.GetAsync("/me", "Authorization: Bearer alice");

        Assert.Equal(kept, (await rig.GetAsync("/me")).IsHit);
        Assert.Equal(kept, (await rig.GetAsync("/me", "Authorization: Bearer mallory")).IsHit);
    }

    [Fact]
    public async Task Authorised_request_gets_no_answer_that_was_made_for_strangers()
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(Plain));
        await rig.GetAsync("/me");

        Assert.Equal("GET /me 2", (await rig.GetAsync("/me", "Authorization: Bearer alice")).Body);
        Assert.Equal("GET /me 1", (await rig.GetAsync("/me")).Body);
    }

    [Fact]
    public async Task Routes_own_lifetime_is_not_for_requests_with_cookies()
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(""), new CacheModel { Ttl = TimeSpan.FromMinutes(1) });

        await rig.GetAsync("/me", "Cookie: session=alice");
        Assert.Equal("GET /me 2", (await rig.GetAsync("/me", "Cookie: session=mallory")).Body);
        Assert.Equal("GET /me 3", (await rig.GetAsync("/me")).Body);
        Assert.Equal("GET /me 4", (await rig.GetAsync("/me", "Cookie: session=alice")).Body);
        Assert.Equal("GET /me 3", (await rig.GetAsync("/me")).Body);
    }

    [Fact]
    public async Task Answer_that_sets_a_cookie_is_not_kept()
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(Plain, context => context.Response.Headers.SetCookie = "session=alice"));
        await rig.GetAsync("/me");

        Assert.Equal("GET /me 2", (await rig.GetAsync("/me")).Body);
    }

    [Fact]
    public async Task Cookie_of_a_public_answer_goes_to_its_own_client_only()
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer("public, max-age=60", context => context.Response.Headers.SetCookie = "session=alice"));

        var own = await rig.GetAsync("/page");
        var other = await rig.GetAsync("/page");

        Assert.Equal("session=alice", own.Headers["Set-Cookie"]);
        Assert.Equal((true, false), (other.IsHit, other.Headers.ContainsKey("Set-Cookie")));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("Accept, *")]
    public async Task Vary_of_everything_is_for_nobody_else(string vary)
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(Plain, context => context.Response.Headers.Vary = vary));
        await rig.GetAsync("/me");

        Assert.Equal("GET /me 2", (await rig.GetAsync("/me")).Body);
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Accept, forwarded")]
    [InlineData("X-Request-Id")]
    public async Task What_depends_on_words_of_the_gateway_is_for_nobody_else(string vary)
    {
        // The gateway writes these headers itself: that two clients send the same, or nothing, says nothing.
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer("max-age=60", context => context.Response.Headers.Vary = vary));
        await rig.GetAsync("/a");

        Assert.False((await rig.GetAsync("/a")).IsHit);
        Assert.Equal(0, rig.Gateway.Server.Cache.Answers);
    }

    [Fact]
    public async Task What_depends_on_scheme_and_host_is_kept_because_the_key_has_them()
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer("max-age=60", context => context.Response.Headers.Vary = "X-Forwarded-Proto, X-Forwarded-Host"));
        await rig.GetAsync("/a", "X-Forwarded-Proto: https");

        Assert.True((await rig.GetAsync("/a")).IsHit);
    }

    [Theory]
    [InlineData("X-Forwarded-User")]
    [InlineData("X-Auth-Request-Email")]
    [InlineData("Cf-Access-Jwt-Assertion")]
    public async Task User_that_a_proxy_in_front_names_is_told_apart(string header)
    {
        await using var rig = await CacheRig.StartAsync(context => context.Response.WriteAsync($"page of {context.Request.Headers[header]}"), new CacheModel { Ttl = TimeSpan.FromMinutes(1) });
        await rig.GetAsync("/a", $"{header}: ann");

        Assert.Equal("page of bob", (await rig.GetAsync("/a", $"{header}: bob")).Body);
        Assert.Equal("page of ", (await rig.GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Vary_by_cookie_tells_users_apart()
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(Plain, context => context.Response.Headers.Vary = "Cookie"));
        await rig.GetAsync("/me", "Cookie: session=alice");

        Assert.False((await rig.GetAsync("/me", "Cookie: session=mallory")).IsHit);
        Assert.False((await rig.GetAsync("/me")).IsHit);
        Assert.Equal("GET /me 1", (await rig.GetAsync("/me", "Cookie: session=alice")).Body);
    }

    // The instance builds links from what it is told; no client may choose those that others get.
    [Theory]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("X-Forwarded-Proto: evil")]
    [InlineData("Forwarded: host=evil.example")]
    [InlineData("X-Forwarded-Port: 666")]
    [InlineData("X-Forwarded-Prefix: /evil")]
    [InlineData("X-Host: evil.example")]
    [InlineData("X-Original-URL: /evil")]
    [InlineData("X-Rewrite-URL: /evil")]
    [InlineData("X-Forwarded-Scheme: evil")]
    [InlineData("X-Api-Key: evil")]
    public async Task Header_that_answers_depend_on_poisons_nobody(string header)
    {
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            context.Response.Headers.CacheControl = Plain;
            await context.Response.WriteAsync(string.Join('\n', context.Request.Headers.Where(told => told.Key.StartsWith('X') || told.Key == "Forwarded").Select(told => $"{told.Key}: {told.Value}")));
        });

        await rig.GetAsync("/page", header);
        var victim = await rig.GetAsync("/page");

        Assert.DoesNotContain("evil", victim.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("666", victim.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_that_a_trusted_proxy_names_is_in_the_key()
    {
        await using var rig = await CacheRig.StartAsync(
            async context =>
            {
                context.Response.Headers.CacheControl = Plain;
                await context.Response.WriteAsync($"{context.Request.Headers["X-Forwarded-Host"]} {context.Request.Headers["X-Forwarded-Proto"]}");
            },
            new CacheModel(),
            model => model with { Listeners = [model.Listeners[0] with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }] });

        Assert.Equal("one.example http", (await rig.GetAsync("/", "X-Forwarded-Host: one.example")).Body);
        Assert.Equal("two.example http", (await rig.GetAsync("/", "X-Forwarded-Host: two.example")).Body);
        Assert.Equal("two.example https", (await rig.GetAsync("/", "X-Forwarded-Host: two.example", "X-Forwarded-Proto: https")).Body);
        Assert.False((await rig.GetAsync("/", "X-Forwarded-Host: two.example", "Forwarded: host=three.example")).IsHit);
        Assert.True((await rig.GetAsync("/", "X-Forwarded-Host: one.example")).IsHit);
    }

    [Fact]
    public async Task Origin_that_is_allowed_is_not_allowed_for_others()
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(Plain, context =>
            context.Response.Headers.AccessControlAllowOrigin = context.Request.Headers.Origin));
        await rig.GetAsync("/data", "Origin: https://evil.example");

        var victim = await rig.GetAsync("/data", "Origin: https://good.example");

        Assert.Equal("https://good.example", victim.Headers["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public async Task Get_with_a_body_neither_fills_nor_uses_the_memory()
    {
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            context.Response.Headers.CacheControl = Plain;
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync("body: " + await reader.ReadToEndAsync());
        });
        const string Fat = "GET /a HTTP/1.1\r\nHost: {0}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nevil";
        var host = rig.Gateway.Url.Authority;

        Assert.EndsWith("evil", Text(await RawClient.ExchangeAsync(rig.Gateway.Address, string.Format(null, Fat, host))), StringComparison.Ordinal);
        Assert.Equal("body: ", (await rig.GetAsync("/a")).Body);
        Assert.Contains("evil", await RawClient.ExchangeAsync(rig.Gateway.Address, string.Format(null, Fat, host)), StringComparison.Ordinal);
        Assert.Equal("body: ", (await rig.GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Routes_with_the_same_target_do_not_share_answers()
    {
        await using var beta = await TestBackend.StartAsync(CacheTests.Answer(Plain, context => context.Response.Headers["X-From"] = "beta"));
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(Plain), new CacheModel(), model => model with
        {
            Services = [model.Services[0], TestGateway.ServiceOf(beta.Url) with { Name = "beta" }],
            Routes =
            [
                new RouteModel { Name = "beta", Service = "beta", Cache = new CacheModel(), Match = new RouteMatch { Path = "/*", Headers = ImmutableSortedDictionary<string, string>.Empty.Add("X-Beta", "1") } },
                model.Routes[0],
            ],
        });
        await rig.GetAsync("/a", "X-Beta: 1");

        Assert.False((await rig.GetAsync("/a")).IsHit);
        Assert.False((await rig.GetAsync("/a")).Headers.ContainsKey("X-From"));
        Assert.True((await rig.GetAsync("/a", "X-Beta: 1")).Headers.ContainsKey("X-From"));
    }

    [Fact]
    public async Task Values_of_one_header_do_not_fill_the_memory()
    {
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer(Plain, context => context.Response.Headers.Vary = "X-Odd"));

        for (var at = 0; at < 100; at++)
            await rig.GetAsync("/a", $"X-Odd: {at}");

        Assert.Equal(32, rig.Gateway.Server.Cache.Answers);
    }

    private static string Text(string answer) => answer.Replace("\r\n0\r\n\r\n", "", StringComparison.Ordinal).Trim();
}
