using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;
using Perdure.Model;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Requests;

/// <summary>Every way in which a request can end has one line, which says so.</summary>
public sealed class RequestWatchTests
{
    [Fact]
    public async Task Good_answer_has_all_that_is_known()
    {
        await using var instance = await TestBackend.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("hello");
        });
        await using var watched = await Watched.StartAsync(Model(route => route with { Tier = Tier.Critical }, null, instance.Url));
        using var client = watched.Client();
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/a/b?token=secret") { Content = new StringContent("12345678") };
        request.Headers.Add("Authorization", "Bearer secret");
        request.Headers.Add("Cookie", "session=secret");
        using var answer = await client.SendAsync(request);

        var line = Assert.Single(await watched.EndAsync(1));
        Assert.Equal(
            "POST /a/b HTTP/1.1 200 good all catalog catalog-1 eu-a critical 127.0.0.1 tests/1.0",
            Texts(line, "method", "path", "protocol", "status", "outcome", "route", "service", "instance", "zone", "tier", "client", "userAgent"));
        Assert.Equal("8 5 1", Texts(line, "bytesIn", "bytesOut", "attempts"));
        Assert.Equal(client.BaseAddress!.Authority, line.GetProperty("host").GetString());
        Assert.Equal(16, line.GetProperty("requestId").GetString()!.Length);
        Assert.True(line.GetProperty("durationMs").GetDouble() >= line.GetProperty("ttfbMs").GetDouble());
        Assert.DoesNotContain("secret", line.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http1)]
    [InlineData(HttpProtocols.Http2, UpstreamProtocol.Http2)]
    public async Task Long_answers_without_a_length_are_counted_over_http2_too(HttpProtocols spoken, UpstreamProtocol protocol)
    {
        await using var instance = await TestBackend.StartAsync(
            async context =>
            {
                for (var piece = 0; piece < 20; piece++)
                {
                    await context.Response.WriteAsync(new string('x', 10_000));
                    await context.Response.Body.FlushAsync();
                }
            },
            spoken);
        await using var watched = await Watched.StartAsync(Model(null, service => service with { Protocol = protocol }, instance.Url));
        using var client = watched.Client(HttpVersion.Version20);

        Assert.Equal(200_000, (await client.GetStringAsync("/")).Length);

        Assert.Equal("HTTP/2 200 200000 good", Texts(Assert.Single(await watched.EndAsync(1)), "protocol", "status", "bytesOut", "outcome"));
    }

    [Fact]
    public async Task Requests_without_a_route_have_a_line()
    {
        var model = Model(route => route with { Match = new RouteMatch { Path = "/only" } }, null, RawServer.Nobody());
        await using var watched = await Watched.StartAsync(model);
        using var client = watched.Client();

        using var none = await client.GetAsync("/nothing?a=b");
        var malformed = await RawClient.ExchangeAsync(watched.Gateway.Listeners[0].Address, "GET http://user:secret@h/only/../x?q=1 HTTP/1.1\r\nHost: h\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", malformed, StringComparison.Ordinal);
        var lines = await watched.EndAsync(2);
        Assert.Equal("/nothing 404 no-route no-route 127.0.0.1", Texts(lines[0], "path", "status", "outcome", "problem", "client"));
        Assert.Equal("/only/../x 400 malformed ambiguous-target 127.0.0.1", Texts(lines[1], "path", "status", "outcome", "problem", "client"));
        Assert.All(lines, line => Assert.False(line.TryGetProperty("tier", out _)));
        Assert.True(lines[0].GetProperty("bytesOut").GetInt64() > 0);
    }

    [Fact]
    public async Task What_the_gateway_refuses_has_its_problem()
    {
        await using var instance = await TestBackend.StartAsync(context => context.Response.WriteAsync("hello"));
        var model = Model(route => route with { RateLimit = new RateLimitModel { Requests = 1, Per = TimeSpan.FromMinutes(1), Burst = 1 } }, null, instance.Url);
        model = model with
        {
            Flags = [new FlagModel { Name = "off", DefaultPercent = 0 }],
            Routes = [model.Routes[0] with { Name = "flagged", RateLimit = null, Flag = "off", Match = new RouteMatch { Path = "/flagged" } }, .. model.Routes],
        };
        await using var watched = await Watched.StartAsync(model);
        using var client = watched.Client();

        foreach (var path in (string[])["/", "/", "/flagged"])
            (await client.GetAsync(path)).Dispose();

        var lines = await watched.EndAsync(3);
        Assert.Equal(
            ["200 good - 1", "429 held-back rate-limited 0", "503 held-back flag-off 0"],
            lines.Select(line => Texts(line, "status", "outcome", "problem", "attempts")));
    }

    [Fact]
    public async Task Service_that_is_away_is_failed_degraded_by_a_fallback_or_stale()
    {
        await using var other = await TestBackend.StartAsync(context => context.Response.WriteAsync("popular"));
        var one = new ServiceModel { Name = "dead", Instances = [new InstanceModel { Id = "dead-1", Url = RawServer.Nobody() }] };
        var two = new ServiceModel { Name = "other", Instances = [new InstanceModel { Id = "other-1", Url = other.Url, Zone = "eu-b" }] };
        RouteModel Route(string name, params FallbackModel[] fallbacks) =>
            new() { Name = name, Service = "dead", Match = new RouteMatch { Path = "/" + name }, Fallbacks = [.. fallbacks] };
        await using var watched = await Watched.StartAsync(Measured.Model(
            [one, two],
            [
                Route("plain"),
                Route("written", new FallbackModel { Answer = new StaticAnswer { Body = "[]" } }),
                Route("asked", new FallbackModel { Service = "other", Path = "/popular" }),
            ]));
        using var client = watched.Client();

        foreach (var path in (string[])["/plain", "/written", "/asked"])
            (await client.GetAsync(path)).Dispose();

        var lines = await watched.EndAsync(3);
        Assert.Equal(
            [
                "/plain 503 failed service-unavailable - dead - dead-1",
                "/written 200 degraded - fallback dead - dead-1",
                "/asked 200 degraded - fallback dead other other-1",
            ],
            lines.Select(line => Texts(line, "path", "status", "outcome", "problem", "degraded", "service", "fallbackService", "instance")));
        Assert.Equal((2, 7), (lines[1].GetProperty("bytesOut").GetInt64(), lines[2].GetProperty("bytesOut").GetInt64()));
    }

    [Fact]
    public async Task Stale_answer_is_degraded()
    {
        var failing = false;
        await using var instance = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = Volatile.Read(ref failing) ? 500 : 200;
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.Age = "64";
            return context.Response.WriteAsync("page");
        });
        await using var watched = await Watched.StartAsync(Model(route => route with { Cache = new CacheModel() }, null, instance.Url));
        using var client = watched.Client();

        await client.GetStringAsync("/");
        Volatile.Write(ref failing, true);
        await client.GetStringAsync("/");

        var lines = await watched.EndAsync(2);
        Assert.Equal(["200 good - 4", "200 degraded stale 4"], lines.Select(line => Texts(line, "status", "outcome", "degraded", "bytesOut")));
    }

    [Fact]
    public async Task Answer_that_breaks_off_is_failed_with_the_status_that_went_out()
    {
        await using var instance = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        await using var watched = await Watched.StartAsync(Model(null, null, instance.Url));

        await RawClient.ExchangeAsync(watched.Gateway.Listeners[0].Address, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        Assert.Equal("200 failed - 4", Texts(Assert.Single(await watched.EndAsync(1)), "status", "outcome", "problem", "bytesOut"));
    }

    [Fact]
    public async Task Client_that_goes_away_has_499_before_the_answer_and_its_status_after()
    {
        await using var instance = new RawServer(async (stream, head, cancel) =>
        {
            if (head.StartsWith("GET /begun", StringComparison.Ordinal))
                await stream.WriteAsync("HTTP/1.1 206 Partial\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray(), cancel);
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, cancel);
        });
        await using var watched = await Watched.StartAsync(Model(null, null, instance.Url));

        using (var client = await RawClient.ConnectAsync(watched.Gateway.Listeners[0].Address))
        {
            await client.SendAsync("GET /waiting HTTP/1.1\r\nHost: h\r\n\r\n");
            await Eventually.Async(() => instance.Requests == 1, "the instance has it");
        }

        using (var client = await RawClient.ConnectAsync(watched.Gateway.Listeners[0].Address))
        {
            await client.SendAsync("GET /begun HTTP/1.1\r\nHost: h\r\n\r\n");
            await client.ReadUntilAsync("half");
        }

        var lines = await watched.EndAsync(2);
        Assert.Equal(["499 client-gone - 0", "206 client-gone - 4"], lines.Select(line => Texts(line, "status", "outcome", "problem", "bytesOut")));
    }

    [Fact]
    public async Task Upgraded_connection_has_its_bytes_both_ways()
    {
        await using var instance = new RawServer(async (stream, _, cancel) =>
        {
            await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: parrot\r\n\r\nhello"u8.ToArray(), cancel);
            await stream.ReadExactlyAsync(new byte[3], cancel);
            await stream.WriteAsync("bye"u8.ToArray(), cancel);
        });
        await using var watched = await Watched.StartAsync(Model(null, null, instance.Url));

        using (var client = await RawClient.ConnectAsync(watched.Gateway.Listeners[0].Address))
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: parrot\r\n\r\n");
            await client.ReadUntilAsync("hello");
            await client.SendAsync("one");
            await client.ReadToEndAsync();
        }

        Assert.Equal("101 good True 3 8", Texts(Assert.Single(await watched.EndAsync(1)), "status", "outcome", "upgraded", "bytesIn", "bytesOut"));
    }

    [Fact]
    public async Task Request_turned_away_is_shed()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var instance = await TestBackend.StartAsync(_ => release.Task);
        var model = Model(null, service => service with { Bulkhead = new BulkheadModel { MaxConcurrent = 1, MaxQueued = 0 } }, instance.Url);
        await using var watched = await Watched.StartAsync(model);
        using var client = watched.Client();

        var first = client.GetAsync("/first");
        await Eventually.Async(() => instance.Requests == 1, "the place is taken");
        (await client.GetAsync("/second")).Dispose();
        release.SetResult();
        (await first).Dispose();

        var lines = await watched.EndAsync(2);
        Assert.Equal(["/first 200 good - 1", "/second 503 shed overloaded 0"], lines.Select(line => Texts(line, "path", "status", "outcome", "problem", "attempts")));
    }

    [Fact]
    public async Task Grpc_has_its_own_status_of_the_gateway_and_of_the_service()
    {
        await using var instance = await TestBackend.StartAsync(
            async context =>
            {
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 0 });
                context.Response.AppendTrailer("grpc-status", "13");
            },
            HttpProtocols.Http2);
        var model = Model(null, service => service with { Protocol = UpstreamProtocol.Http2 }, instance.Url);
        model = model with { Routes = [model.Routes[0] with { Match = new RouteMatch { Path = "/known" } }] };
        await using var watched = await Watched.StartAsync(model);
        using var client = watched.Client(HttpVersion.Version20);

        foreach (var path in (string[])["/known", "/unknown"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent(Encoding.ASCII.GetBytes("x")), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
            using var answer = await client.SendAsync(request);
            await answer.Content.ReadAsByteArrayAsync();
        }

        var lines = await watched.EndAsync(2);
        Assert.Equal(["200 13 -", "200 12 no-route"], lines.Select(line => Texts(line, "status", "grpcStatus", "problem")));
    }

    [Fact]
    public async Task Of_a_small_sample_what_failed_or_was_slow_is_still_there()
    {
        await using var instance = await TestBackend.StartAsync(async context =>
        {
            if (context.Request.Path == "/slow")
                await Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System);
            context.Response.StatusCode = context.Request.Path == "/failed" ? 500 : 200;
        });
        await using var watched = await Watched.StartAsync(Model(null, null, instance.Url));
        watched.Watch.Follow(new TelemetryModel
        {
            AccessLog = watched.Model.Telemetry.AccessLog! with { Sample = 0 }, Traces = new TracesModel { Slow = TimeSpan.FromMilliseconds(50) },
        });
        using var client = watched.Client();

        foreach (var path in (string[])["/failed", "/slow", "/failed"])
            (await client.GetAsync(path)).Dispose();

        Assert.Equal(["/failed", "/slow", "/failed"], (await watched.EndAsync(3)).Select(line => Texts(line, "path")));
    }

    [Fact]
    public async Task What_clients_bring_upon_themselves_is_sampled_like_all_else()
    {
        await using var instance = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/known/failed" ? 503 : 404;
            return Task.CompletedTask;
        });
        var model = Model(
            route => route with { Match = new RouteMatch { Path = "/known/*" }, Cache = new CacheModel(), RateLimit = new RateLimitModel { Requests = 3, Per = TimeSpan.FromHours(1), Burst = 3 } },
            null, instance.Url);
        await using var watched = await Watched.StartAsync(model);
        watched.Watch.Follow(new TelemetryModel
        {
            AccessLog = watched.Model.Telemetry.AccessLog! with { Sample = 0 }, Traces = new TracesModel { Slow = TimeSpan.FromMinutes(1) },
        });
        using var client = watched.Client();

        var seen = new List<int>();
        foreach (var path in (string[])["/wp-login.php", "/known/missing", "/known/stored", "/known/failed", "/known/limited"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.CacheControl = new() { OnlyIfCached = path == "/known/stored" };
            using var answer = await client.SendAsync(request);
            seen.Add((int)answer.StatusCode);
        }

        var address = watched.Gateway.Listeners[0].Address;
        Assert.StartsWith("HTTP/1.1 400 ", await RawClient.ExchangeAsync(address, "GET /known/../x HTTP/1.1\r\nHost: h\r\n\r\n"), StringComparison.Ordinal);
        using (var proxy = await RawClient.ConnectAsync(address))
        {
            await proxy.SendAsync("CONNECT example.test:443 HTTP/1.1\r\nHost: example.test:443\r\n\r\n");
            await proxy.ReadUntilAsync("HTTP/1.1 501 ");
        }

        Assert.Equal([404, 404, 504, 503, 429], seen);
        Assert.Equal("/known/failed 503", Texts(Assert.Single(await watched.EndAsync(1)), "path", "status"));
    }

    [Fact]
    public async Task Refused_request_has_nothing_of_the_one_before_it_on_the_connection()
    {
        await using var instance = await TestBackend.StartAsync(async context => await context.Request.Body.CopyToAsync(Stream.Null));
        await using var watched = await Watched.StartAsync(Model(null, null, instance.Url));

        await RawClient.ExchangeAsync(
            watched.Gateway.Listeners[0].Address, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\n12345678GET /b/../x HTTP/1.1\r\nHost: h\r\n\r\n");

        var lines = await watched.EndAsync(2);
        Assert.Equal(
            ["/a 200 8 1 all catalog-1 -", "/b/../x 400 0 0 - - ambiguous-target"],
            lines.Select(line => Texts(line, "path", "status", "bytesIn", "attempts", "route", "instance", "problem")));
    }

    [Fact]
    public async Task Time_of_a_line_is_when_the_request_began_however_late_it_is_written_down()
    {
        var clock = new SteppedClock();
        await using var instance = await TestBackend.StartAsync(_ =>
        {
            clock.Step(TimeSpan.FromSeconds(3));
            return Task.CompletedTask;
        });
        await using var watched = await Watched.StartAsync(Model(null, null, instance.Url), clock, new Later(clock, TimeSpan.FromSeconds(10)));
        using var client = watched.Client();

        (await client.GetAsync("/")).Dispose();

        var line = Assert.Single(await watched.EndAsync(1));
        Assert.Equal((SteppedClock.Start, 3_000), (line.GetProperty("time").GetDateTimeOffset(), line.GetProperty("durationMs").GetDouble()));
    }

    private static SystemModel Model(Func<RouteModel, RouteModel>? route, Func<ServiceModel, ServiceModel>? service, Uri instance) => Measured.Model(
        one => (service?.Invoke(one) ?? one) with { Instances = [one.Instances[0] with { Zone = "eu-a" }] }, route, instance);

    private static string Texts(JsonElement line, params string[] names) =>
        string.Join(' ', names.Select(name => line.TryGetProperty(name, out var value) ? value.ToString() : "-"));

    /// <summary>Time that passes between the end of a request and its being written down.</summary>
    private sealed class Later(SteppedClock clock, TimeSpan by) : IRequestObserver
    {
        public RequestInterest Interest => RequestInterest.End;

        public void OnEnded(Exchange exchange, in Outcome outcome, long endedUs) => clock.Step(by);
    }
}
