using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Caching;

public sealed class CacheTests
{
    [Fact]
    public async Task Fresh_answer_is_served_from_memory_with_age_and_status()
    {
        var time = new StoodTime();
        await using var rig = await CacheRig.StartAsync(time, Answer("max-age=60", context => context.Response.Headers.ETag = "\"1\""), new CacheModel());

        var first = await rig.GetAsync("/a?b=1");
        time.Pass(TimeSpan.FromSeconds(7));
        var second = await rig.GetAsync("/a?b=1");

        Assert.Equal((200, "GET /a?b=1 1", "node-1; fwd=uri-miss; stored"), (first.Status, first.Body, first.CacheStatus));
        Assert.Equal((200, first.Body, "7"), (second.Status, second.Body, second.Headers["Age"]));
        Assert.Equal("node-1; hit; ttl=53", second.CacheStatus);
        Assert.Equal(first.Headers["ETag"], second.Headers["ETag"]);
        Assert.Equal(1, rig.Backend.Requests);
        var counters = rig.Gateway.Server.Routes[0].Counters.Cache;
        Assert.Equal((1, 1, 1), (counters.Hits, counters.Misses, counters.Stored));
        Assert.Equal(1, rig.Gateway.Server.Cache.Answers);
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("private, max-age=60")]
    [InlineData("private=\"X-A\", max-age=60")]
    [InlineData("")]
    [InlineData("max-age=0")]
    [InlineData("public, max-age=nonsense")]
    public async Task Answer_that_is_not_for_others_is_not_kept(string control)
    {
        await using var rig = await CacheRig.StartAsync(Answer(control));

        await rig.GetAsync("/a");
        var second = await rig.GetAsync("/a");

        Assert.Equal("GET /a 2", second.Body);
    }

    [Fact]
    public async Task Answer_without_a_lifetime_gets_the_routes()
    {
        await using var rig = await CacheRig.StartAsync(Answer(""), new CacheModel { Ttl = TimeSpan.FromMinutes(1) });

        await rig.GetAsync("/a");

        Assert.True((await rig.GetAsync("/a")).IsHit);
    }

    [Fact]
    public async Task Targets_are_keys_as_they_are_written()
    {
        await using var rig = await CacheRig.StartAsync(Answer("max-age=60"));

        foreach (var target in new[] { "/a?x=1&y=2", "/a?y=2&x=1", "/A", "/a", "/a/b", "/a%2Fb" })
            Assert.False((await rig.GetAsync(target)).IsHit);
        Assert.False((await rig.GetAsync("/a", "Host: other.example")).IsHit);
        Assert.True((await rig.GetAsync("/a?y=2&x=1")).IsHit);
    }

    [Fact]
    public async Task Vary_keeps_one_answer_for_each_value()
    {
        await using var rig = await CacheRig.StartAsync(Answer("max-age=60", context => context.Response.Headers.Vary = "Accept-Language"));

        var one = await rig.GetAsync("/a", "Accept-Language: de");
        var two = await rig.GetAsync("/a", "Accept-Language: en");

        Assert.Equal(("GET /a 1", "GET /a 2"), (one.Body, two.Body));
        Assert.Contains("fwd=vary-miss", two.CacheStatus, StringComparison.Ordinal);
        Assert.Equal(one.Body, (await rig.GetAsync("/a", "Accept-Language: de")).Body);
        Assert.Equal(two.Body, (await rig.GetAsync("/a", "Accept-Language: en")).Body);
    }

    [Fact]
    public async Task Head_is_answered_from_a_stored_get()
    {
        await using var rig = await CacheRig.StartAsync(Answer("max-age=60"));
        var get = await rig.GetAsync("/a");

        var head = await rig.SendAsync(HttpMethod.Head, "/a");

        Assert.Equal((true, "", get.Headers["Content-Length"]), (head.IsHit, head.Body, head.Headers["Content-Length"]));
    }

    [Fact]
    public async Task Head_stores_nothing_that_a_get_could_get()
    {
        await using var rig = await CacheRig.StartAsync(Answer("max-age=60"));
        await rig.SendAsync(HttpMethod.Head, "/a");

        Assert.Equal("GET /a 2", (await rig.GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Client_that_has_the_answer_gets_304()
    {
        await using var rig = await CacheRig.StartAsync(Answer("max-age=60", context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = "Tue, 01 Jul 2025 10:00:00 GMT";
        }));

        // The first one comes with a condition already: the cache gets the whole answer all the same.
        Assert.Equal(304, (await rig.GetAsync("/a", "If-None-Match: \"other\", W/\"v1\"")).Status);
        var full = await rig.GetAsync("/a");
        Assert.Equal((200, "GET /a 1", true), (full.Status, full.Body, full.IsHit));
        Assert.Equal(304, (await rig.GetAsync("/a", "If-None-Match: *")).Status);
        Assert.Equal(304, (await rig.GetAsync("/a", "If-Modified-Since: Tue, 01 Jul 2025 10:00:00 GMT")).Status);
        Assert.Equal(200, (await rig.GetAsync("/a", "If-Modified-Since: Mon, 30 Jun 2025 10:00:00 GMT")).Status);
        Assert.Equal(200, (await rig.GetAsync("/a", "If-None-Match: \"v2\"", "If-Modified-Since: Tue, 01 Jul 2025 10:00:00 GMT")).Status);
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Fact]
    public async Task Answer_that_must_be_confirmed_each_time_is_fetched_whole_and_served()
    {
        var conditions = new List<string>();
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            conditions.Add(context.Request.Headers.IfNoneMatch.ToString());
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers["X-Round"] = $"{conditions.Count}";
            if (context.Request.Headers.IfNoneMatch == "\"v1\"")
                context.Response.StatusCode = 304;
            else
                await context.Response.WriteAsync("the page");
        });

        await rig.GetAsync("/a");
        // The first was found to be of no use to others: from then on nobody waits, and so nobody asks with validators of its own.
        var second = await rig.GetAsync("/a");

        Assert.Equal((200, "the page"), (second.Status, second.Body));
        Assert.Equal(["", ""], conditions);
    }

    [Fact]
    public async Task Confirmed_answer_is_fresh_again_with_the_new_head()
    {
        var round = 0;
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            round++;
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers["X-Round"] = $"{round}";
            if (context.Request.Headers.IfNoneMatch == "\"v1\"")
                context.Response.StatusCode = 304;
            else
                await context.Response.WriteAsync("the page");
        });
        await rig.GetAsync("/a");

        // The client wants it confirmed; it has another one itself.
        var second = await rig.GetAsync("/a", "Cache-Control: no-cache", "If-None-Match: \"mine\"");
        var third = await rig.GetAsync("/a");

        Assert.Equal((200, "the page", "2", "node-1; fwd=request; fwd-status=304; stored"), (second.Status, second.Body, second.Headers["X-Round"], second.CacheStatus));
        Assert.Equal((true, "the page", "2"), (third.IsHit, third.Body, third.Headers["X-Round"]));
        Assert.Equal(2, rig.Backend.Requests);
        Assert.Equal(1, rig.Gateway.Server.Routes[0].Counters.Cache.Revalidated);
    }

    [Fact]
    public async Task Client_decides_how_old_its_answer_may_be()
    {
        await using var rig = await CacheRig.StartAsync(new StoodTime(), Answer("max-age=60", context => context.Response.Headers.Age = "30"), new CacheModel());
        await rig.GetAsync("/a");

        Assert.True((await rig.GetAsync("/a", "Cache-Control: max-age=40")).IsHit);
        Assert.True((await rig.GetAsync("/a", "Cache-Control: min-fresh=20")).IsHit);
        Assert.Equal(504, (await rig.GetAsync("/b", "Cache-Control: only-if-cached")).Status);
        Assert.Equal("GET /a 1", (await rig.GetAsync("/a", "Cache-Control: only-if-cached")).Body);
        Assert.Equal("GET /a 2", (await rig.GetAsync("/a", "Cache-Control: max-age=20")).Body);
        Assert.Equal("GET /a 3", (await rig.GetAsync("/a", "Cache-Control: min-fresh=40")).Body);
        Assert.Equal("GET /a 4", (await rig.GetAsync("/a", "Pragma: no-cache")).Body);
        Assert.Equal("GET /a 5", (await rig.GetAsync("/a", "Cache-Control: no-store")).Body);
        Assert.Equal("GET /a 4", (await rig.GetAsync("/a")).Body);
    }

    [Theory]
    [InlineData("Range: bytes=0-3")]
    [InlineData("If-Match: \"x\"")]
    [InlineData("If-Unmodified-Since: Tue, 01 Jul 2025 10:00:00 GMT")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    public async Task Request_that_only_the_service_can_judge_passes_by(string header)
    {
        await using var rig = await CacheRig.StartAsync(Answer("max-age=60"));
        await rig.GetAsync("/a");

        var passed = await rig.GetAsync("/a", header);

        Assert.Equal(("GET /a 2", ""), (passed.Body, passed.CacheStatus));
        Assert.True((await rig.GetAsync("/a")).IsHit);
    }

    [Fact]
    public async Task Unsafe_request_takes_the_answer_out_before_its_own_is_seen()
    {
        await using var rig = await CacheRig.StartAsync(Answer("max-age=60", context =>
        {
            if (context.Request.Method == "POST")
                context.Response.Headers.Location = "/b";
        }));
        await rig.GetAsync("/a");
        await rig.GetAsync("/b");

        await rig.SendAsync(HttpMethod.Post, "/a");

        Assert.Equal("GET /a 4", (await rig.GetAsync("/a")).Body);
        Assert.Equal("GET /b 5", (await rig.GetAsync("/b")).Body);
    }

    [Fact]
    public async Task Not_found_is_kept_only_when_told_to()
    {
        static void Missing(HttpContext context) => context.Response.StatusCode = 404;
        await using var without = await CacheRig.StartAsync(Answer("max-age=60", Missing));
        await using var with = await CacheRig.StartAsync(Answer("", Missing), new CacheModel { NegativeTtl = TimeSpan.FromMinutes(1) });

        await without.GetAsync("/a");
        await with.GetAsync("/a");

        Assert.False((await without.GetAsync("/a")).IsHit);
        var kept = await with.GetAsync("/a");
        Assert.Equal((404, true), (kept.Status, kept.IsHit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_that_is_too_large_streams_on(bool lengthIsKnown)
    {
        var body = new string('x', 40_000);
        await using var rig = await CacheRig.StartAsync(
            async context =>
            {
                context.Response.Headers.CacheControl = "max-age=60";
                if (lengthIsKnown)
                    context.Response.ContentLength = body.Length;
                await context.Response.WriteAsync(body[..20_000]);
                await context.Response.WriteAsync(body[20_000..]);
            },
            new CacheModel { MaxBody = 30_000 });

        Assert.Equal(body, (await rig.GetAsync("/a")).Body);
        var second = await rig.GetAsync("/a");

        Assert.Equal((body, false), (second.Body, second.IsHit));
        Assert.Equal(0, rig.Gateway.Server.Cache.Answers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500_000)]
    public async Task Body_of_any_length_comes_back_whole(int length)
    {
        var body = string.Concat(Enumerable.Range(0, (length / 8) + 1).Select(at => at.ToString("x8", null)))[..length];
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync(body);
        });

        Assert.Equal(body, (await rig.GetAsync("/a")).Body);
        var hit = await rig.GetAsync("/a");

        Assert.Equal((body, true), (hit.Body, hit.IsHit));
    }

    [Fact]
    public async Task Event_stream_begins_at_once()
    {
        var go = new TaskCompletionSource();
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await go.Task;
            await context.Response.WriteAsync("data: 2\n\n");
        });

        using var response = await rig.Client.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("data: 1", await reader.ReadLineAsync());
        go.SetResult();
        await reader.ReadLineAsync();
        Assert.Equal("data: 2", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Reload_keeps_what_is_stored()
    {
        await using var rig = await CacheRig.StartAsync(Answer("max-age=60"));
        await rig.GetAsync("/a");

        await rig.Gateway.Server.ReloadAsync(rig.Gateway.Server.Model, CancellationToken.None);

        Assert.True((await rig.GetAsync("/a")).IsHit);
    }

    /// <summary>Answers with method, target and the number of the request.</summary>
    internal static RequestDelegate Answer(string control, Action<HttpContext>? more = null)
    {
        var count = 0;
        return async context =>
        {
            var number = Interlocked.Increment(ref count);
            if (control.Length > 0)
                context.Response.Headers.CacheControl = control;
            more?.Invoke(context);
            var text = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {number}";
            context.Response.ContentLength = text.Length;
            if (context.Request.Method != "HEAD")
                await context.Response.WriteAsync(text);
        };
    }
}
