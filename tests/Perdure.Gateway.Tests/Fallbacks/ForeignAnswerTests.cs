using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Fallbacks;

/// <summary>The answer of another service is another thing than what the client asked for, and an own answer is better than none.</summary>
public sealed class ForeignAnswerTests
{
    [Theory]
    [InlineData("Range: bytes=2-")]
    [InlineData("If-Range: \"1\"")]
    [InlineData("If-None-Match: \"1\"")]
    [InlineData("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT")]
    public async Task What_the_client_has_of_one_service_is_not_completed_by_another(string header)
    {
        var name = header[..header.IndexOf(':')];
        var seen = false;
        await using var other = await TestBackend.StartAsync(context =>
        {
            seen = context.Request.Headers.ContainsKey(name);
            return context.Response.WriteAsync("other");
        });
        var asked = "";
        await using var rig = await CacheRig.StartAsync(
            context =>
            {
                asked = context.Request.Headers[name].ToString();
                return Failing(context);
            },
            null,
            model => model with { Services = [.. model.Services, TestGateway.ServiceOf(other.Url) with { Name = "other" }] },
            new FallbackModel { Service = "other" });

        var answer = await rig.GetAsync("/file", header);

        Assert.Equal((200, "other", false), (answer.Status, answer.Body, seen));
        Assert.NotEmpty(asked);
    }

    [Fact]
    public async Task Failure_of_a_request_that_no_fallback_may_repeat_keeps_the_services_own_words()
    {
        await using var other = await TestBackend.StartAsync(context => context.Response.WriteAsync("other"));
        await using var rig = await CacheRig.StartAsync(
            Failing,
            new CacheModel(),
            model => model with { Services = [.. model.Services, TestGateway.ServiceOf(other.Url) with { Name = "other" }] },
            new FallbackModel { Stale = TimeSpan.FromHours(1) },
            new FallbackModel { Service = "other" });

        var answer = await rig.SendAsync(HttpMethod.Post, "/pay");

        Assert.Equal((503, "broken", 0), (answer.Status, answer.Body, other.Requests));
    }

    private static Task Failing(HttpContext context)
    {
        context.Response.StatusCode = 503;
        return context.Response.WriteAsync("broken");
    }
}
