using System.Text;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Fallbacks;

public sealed class FallbackTests
{
    private static readonly FallbackModel Written = new() { Answer = new StaticAnswer { Body = "[]", ContentType = "application/json" } };

    [Fact]
    public async Task Failing_service_is_answered_for_and_marked()
    {
        await using var rig = await CacheRig.StartAsync(Failing, null, null, Written);

        var answer = await rig.GetAsync("/recommendations");

        Assert.Equal((200, "[]", "application/json", "no-store"), (answer.Status, answer.Body, answer.Headers["Content-Type"], answer.Headers["Cache-Control"]));
        Assert.Equal("node-1; error=destination_unavailable; details=\"fallback\"", answer.ProxyStatus);
        Assert.Equal(1, rig.Gateway.Server.Routes[0].Counters.Fallbacks);
        var counters = rig.Gateway.Server.Services[0].Counters;
        Assert.Equal((1, 0, 0, 1), (counters.Requests, counters.Good, counters.Failed, counters.Degraded));
    }

    [Fact]
    public async Task Dead_service_is_answered_for()
    {
        await using var rig = await CacheRig.StartAsync(Failing, null, null, Written);
        await rig.Backend.DieAsync();

        Assert.Equal("[]", (await rig.GetAsync("/")).Body);
        var head = await rig.SendAsync(HttpMethod.Head, "/");
        Assert.Equal((200, "", "2"), (head.Status, head.Body, head.Headers["Content-Length"]));
        Assert.Equal("[]", (await rig.SendAsync(HttpMethod.Post, "/")).Body);
    }

    [Fact]
    public async Task Route_that_is_switched_off_is_answered_for()
    {
        await using var rig = await CacheRig.StartAsync(
            Failing,
            null,
            model => model with { Flags = [new FlagModel { Name = "f", DefaultPercent = 0 }], Routes = [model.Routes[0] with { Flag = "f" }] },
            Written);

        Assert.Equal("[]", (await rig.GetAsync("/")).Body);
        Assert.Equal(0, rig.Backend.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(501)]
    public async Task Answer_that_is_no_failure_of_the_service_stays(int status)
    {
        await using var rig = await CacheRig.StartAsync(
            context =>
            {
                context.Response.StatusCode = status;
                return context.Response.WriteAsync("own words");
            },
            null,
            null,
            Written);

        var answer = await rig.GetAsync("/");

        Assert.Equal((status, "own words", ""), (answer.Status, answer.Body, answer.ProxyStatus));
    }

    [Fact]
    public async Task Other_service_is_asked_with_its_path()
    {
        await using var other = await TestBackend.StartAsync(context => context.Response.WriteAsync($"other {context.Request.Path}{context.Request.QueryString}"));
        await using var rig = await CacheRig.StartAsync(Failing, null, WithOther(other.Url), new FallbackModel { Service = "other", Path = "/popular?n=3" });

        var answer = await rig.GetAsync("/recommendations?u=1");

        Assert.Equal((200, "other /popular?n=3"), (answer.Status, answer.Body));
        Assert.Equal("node-1; error=destination_unavailable; details=\"fallback\"", answer.ProxyStatus);
        Assert.Equal(1, rig.Gateway.Server.Routes[0].Counters.Fallbacks);
        Assert.Equal((1, 1), (rig.Gateway.Server.Services[1].Counters.Requests, rig.Gateway.Server.Services[1].Counters.Good));
    }

    [Fact]
    public async Task Fallbacks_are_tried_in_order()
    {
        await using var other = await TestBackend.StartAsync(Failing);
        await using var rig = await CacheRig.StartAsync(Failing, new CacheModel(), WithOther(other.Url), new FallbackModel { Stale = TimeSpan.FromHours(2) }, new FallbackModel { Service = "other" }, Written);

        var answer = await rig.GetAsync("/");

        Assert.Equal("[]", answer.Body);
        Assert.Equal("node-1; error=destination_unavailable; details=\"fallback\"", answer.ProxyStatus);
        Assert.True(other.Requests > 0);
        Assert.Equal(1, rig.Gateway.Server.Routes[0].Counters.Fallbacks);
    }

    [Fact]
    public async Task Failure_that_nothing_can_replace_says_what_the_service_said()
    {
        await using var other = await TestBackend.StartAsync(Failing);
        await using var rig = await CacheRig.StartAsync(Failing, null, WithOther(other.Url), new FallbackModel { Service = "other" });

        var answer = await rig.GetAsync("/");

        Assert.Equal(502, answer.Status);
        Assert.Contains("urn:perdure:problem:service-failed", answer.Body, StringComparison.Ordinal);
        Assert.Equal("node-1; error=destination_unavailable; details=\"503\"", answer.ProxyStatus);
    }

    [Fact]
    public async Task Request_that_may_have_been_executed_is_not_sent_to_another_service()
    {
        await using var other = await TestBackend.StartAsync(context => context.Response.WriteAsync("other"));
        await using var rig = await CacheRig.StartAsync(Failing, null, WithOther(other.Url), new FallbackModel { Service = "other" });

        Assert.Equal(503, (await rig.SendAsync(HttpMethod.Post, "/pay")).Status);
        Assert.Equal(0, other.Requests);
    }

    [Fact]
    public async Task Request_that_was_never_sent_goes_to_another_service_with_its_body()
    {
        await using var other = await TestBackend.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            await context.Response.WriteAsync("other " + await reader.ReadToEndAsync());
        });
        await using var rig = await CacheRig.StartAsync(Failing, null, WithOther(other.Url), new FallbackModel { Service = "other" });
        await rig.Backend.DieAsync();

        using var content = new StringContent("ten euros");
        using var response = await rig.Client.PostAsync(new Uri("/pay", UriKind.Relative), content);

        Assert.Equal("other ten euros", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stale_answer_beyond_the_caches_own_limit_is_a_fallback()
    {
        var fails = false;
        await using var rig = await CacheRig.StartAsync(
            context =>
            {
                context.Response.StatusCode = fails ? 500 : 200;
                context.Response.Headers.CacheControl = "max-age=60";
                context.Response.Headers.Age = "600";
                return context.Response.WriteAsync("page");
            },
            new CacheModel { StaleIfError = TimeSpan.Zero },
            null,
            new FallbackModel { Stale = TimeSpan.FromMinutes(1) },
            new FallbackModel { Stale = TimeSpan.FromHours(1) });
        await rig.GetAsync("/");
        await rig.GetAsync("/");
        fails = true;

        var answer = await rig.GetAsync("/");

        Assert.Equal((200, "page"), (answer.Status, answer.Body));
        Assert.Contains("detail=fallback", answer.CacheStatus, StringComparison.Ordinal);
        Assert.Equal((1, 0), (rig.Gateway.Server.Routes[0].Counters.StaleServed, rig.Gateway.Server.Routes[0].Counters.Fallbacks));
    }

    [Fact]
    public async Task Service_that_timed_out_leaves_time_for_the_other()
    {
        await using var other = await TestBackend.StartAsync(context => context.Response.WriteAsync("other"));
        await using var rig = await CacheRig.StartAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted),
            null,
            model => WithOther(other.Url)(model with
            {
                Services = [model.Services[0] with { Timeouts = TestGateway.Patient with { Attempt = TimeSpan.FromMilliseconds(100), Request = TimeSpan.FromMilliseconds(120) } }],
            }),
            new FallbackModel { Service = "other" });

        Assert.Equal("other", (await rig.GetAsync("/")).Body);
    }

    private static Task Failing(HttpContext context)
    {
        context.Response.StatusCode = 503;
        return context.Response.WriteAsync("broken");
    }

    private static Func<SystemModel, SystemModel> WithOther(Uri url) =>
        model => model with { Services = [.. model.Services, TestGateway.ServiceOf(url) with { Name = "other" }] };
}
