using System.Net;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Deferral;

public sealed class DeferredPageTests
{
    [Fact]
    public async Task Page_needs_the_whole_id()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        var location = await rig.DeferAsync("/pay", "x");
        Assert.Matches("^/\\.perdure/deferred/[0-9a-f]{64}$", location);
        var last = location[^1] == '0' ? '1' : '0';
        foreach (var wrong in new[] { location[..^1] + last, location[..^32], location + "0", "/.perdure/deferred/", "/.perdure/deferred/" + new string('0', 64), location[..^1] + "X" })
        {
            using var answer = await rig.Client.GetAsync(wrong);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("unknown-deferred-request", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_can_be_asked_with_a_query_and_for_its_head_and_only_be_read()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        var location = await rig.DeferAsync("/pay", "x");
        using var query = await rig.Client.GetAsync(location + "?poll=1");
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
        Assert.Equal("no-store", query.Headers.CacheControl!.ToString());
        Assert.Equal("application/json", query.Content.Headers.ContentType!.MediaType);
        Assert.NotNull(query.Headers.RetryAfter);
        using var head = new HttpRequestMessage(HttpMethod.Head, location);
        using var headed = await rig.Client.SendAsync(head);
        Assert.Equal((HttpStatusCode.OK, 0), (headed.StatusCode, (await headed.Content.ReadAsByteArrayAsync()).Length));
        using var posted = await rig.SendAsync(location, "x");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task Page_shows_bytes_that_are_no_text_in_base64()
    {
        await using var rig = await DeferRig.StartAsync(new DeferModel { When = DeferWhen.Always, Queue = "later" });
        rig.Answer = async (context, _) => await context.Response.Body.WriteAsync(new byte[] { 0xff, 0xfe });
        var done = await rig.AskUntilAsync(await rig.DeferAsync("/pay", "x"), "done");
        Assert.Equal([0xff, 0xfe], done.GetProperty("answer").GetProperty("bodyBase64").GetBytesFromBase64());
    }

    [Fact]
    public async Task Job_that_is_no_deferred_request_has_no_page()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        var jobs = await rig.Store.Jobs.EnqueueAsync([new Perdure.Durability.Storage.NewJob { Queue = "services-own" }], CancellationToken.None);
        using var answer = await rig.Client.GetAsync("/.perdure/deferred/" + jobs[0].Id + new string('0', 32));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
