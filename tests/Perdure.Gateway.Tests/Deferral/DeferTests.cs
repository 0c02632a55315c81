using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Durability.Storage;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Deferral;

public sealed class DeferTests
{
    private static readonly DeferModel Always = new() { When = DeferWhen.Always, Queue = "later" };

    [Fact]
    public async Task Request_accepted_while_the_service_is_dead_is_executed_once_when_it_returns()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        var location = await rig.DeferAsync("/pay?amount=7", "seven");
        await Eventually.Async(() => rig.Counters.Postponed > 1, "it has looked whether the service is there");
        Assert.Equal(0, (await rig.AskUntilAsync(location, "pending")).GetProperty("attempts").GetInt32());

        await rig.SetUpAsync(true);
        var done = await rig.AskUntilAsync(location, "done");

        var seen = Assert.Single(rig.Received);
        Assert.Equal(("POST", "/pay?amount=7", "seven"), (seen.Method, seen.Target, seen.Body));
        Assert.Equal("1", seen.Headers["Perdure-Attempt"]);
        Assert.Equal($"\"{(await rig.Store.OnlyAsync()).Id}\"", seen.Headers["Idempotency-Key"]);
        Assert.Equal("127.0.0.1", seen.Headers["X-Forwarded-For"]);
        Assert.Equal("text/plain; charset=utf-8", seen.Headers.ContentType);
        var answer = done.GetProperty("answer");
        Assert.Equal((201, "did seven"), (answer.GetProperty("status").GetInt32(), answer.GetProperty("body").GetString()));
        Assert.Equal("yes", answer.GetProperty("headers").GetProperty("X-Done")[0].GetString());
        await Eventually.Async(() => rig.Counters.Answered == 1 && rig.Store.CountersOf("later").Completed == 1, "it is counted");
        Assert.Equal((1, 1), (rig.Counters.Accepted, rig.Store.CountersOf("later").Enqueued));
    }

    [Fact]
    public async Task Request_that_the_service_takes_is_not_deferred()
    {
        await using var rig = await DeferRig.StartAsync();
        using var answer = await rig.SendAsync("/pay", "one");
        Assert.Equal((HttpStatusCode.Created, "did one"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Null(await rig.Store.QueueAsync());
    }

    [Fact]
    public async Task Deferred_always_nobody_waits_for_the_service()
    {
        var gate = new TaskCompletionSource();
        await using var rig = await DeferRig.StartAsync(Always);
        rig.Answer = async (context, _) =>
        {
            await gate.Task;
            context.Response.StatusCode = 204;
        };
        var location = await rig.DeferAsync("/pay", "x");
        await rig.AskUntilAsync(location, "running");
        gate.SetResult();
        Assert.Equal(204, (await rig.AskUntilAsync(location, "done")).GetProperty("answer").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Request_to_read_is_never_deferred()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        using var answer = await rig.SendAsync("/pay", method: HttpMethod.Get);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Null(await rig.Store.QueueAsync());
    }

    [Theory]
    [InlineData(503, null, HttpStatusCode.ServiceUnavailable)]
    [InlineData(503, "k", HttpStatusCode.Accepted)]
    [InlineData(504, "k", HttpStatusCode.Accepted)]
    [InlineData(500, "k", HttpStatusCode.InternalServerError)]
    [InlineData(409, "k", HttpStatusCode.Conflict)]
    public async Task Request_that_was_sent_and_failed_is_deferred_only_with_a_key(int status, string? key, HttpStatusCode expected)
    {
        await using var rig = await DeferRig.StartAsync();
        rig.Answer = (context, _) =>
        {
            context.Response.StatusCode = rig.Received.Count == 1 ? status : 200;
            return Task.CompletedTask;
        };
        using var answer = await rig.SendAsync("/pay", "x", key);
        Assert.Equal(expected, answer.StatusCode);
        if (expected != HttpStatusCode.Accepted)
        {
            Assert.Null(await rig.Store.QueueAsync());
            return;
        }

        await rig.AskUntilAsync(answer.Headers.Location!.OriginalString, "done");
        Assert.Equal(["k", "k"], rig.Received.Select(seen => seen.Headers["Idempotency-Key"].ToString()));
        Assert.Equal("1", rig.Received.Last().Headers["Perdure-Attempt"]);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.GatewayTimeout)]
    [InlineData("k", HttpStatusCode.Accepted)]
    public async Task Request_that_was_not_answered_in_time_is_deferred_only_with_a_key(string? key, HttpStatusCode expected)
    {
        // Within it the request must at least be sent.
        await using var rig = await DeferRig.StartAsync(timeouts: TestGateway.Patient with { Attempt = TimeSpan.FromSeconds(3) });
        rig.Answer = (context, _) => rig.Received.Count == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default) : Task.CompletedTask;
        using var answer = await rig.SendAsync("/pay", "x", key);
        Assert.Equal(expected, answer.StatusCode);
        if (key is not null)
            await rig.AskUntilAsync(answer.Headers.Location!.OriginalString, "done");
    }

    [Fact]
    public async Task Requests_of_one_key_are_executed_in_the_order_of_acceptance()
    {
        await using var rig = await DeferRig.StartAsync(Always with { OrderBy = "X-Account", Concurrency = 8 });
        var random = new Random(7);
        rig.Answer = (context, _) =>
        {
            lock (random)
                context.Response.StatusCode = random.Next(3) == 0 ? 503 : 200;
            return Task.CompletedTask;
        };
        var locations = new List<string>();
        for (var i = 0; i < 24; i++)
            locations.Add(await rig.DeferAsync("/pay", $"{i}", order: $"account-{i % 3}"));
        foreach (var location in locations)
            await Eventually.Async(async () => (await rig.AskAsync(location)).GetProperty("state").GetString() is "done" or "dead", "all are executed");
        foreach (var account in rig.Received.GroupBy(seen => seen.Headers["X-Account"].ToString()))
        {
            // Attempts of one request follow each other, and no later one comes before.
            var order = account.Select(seen => int.Parse(seen.Body, System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(order.Order(), order);
            Assert.Equal(8, order.Distinct().Count());
        }
    }

    [Fact]
    public async Task Request_does_not_overtake_an_earlier_one_of_its_key_that_still_waits()
    {
        var hold = new TaskCompletionSource();
        await using var rig = await DeferRig.StartAsync(new DeferModel { Queue = "later", OrderBy = "X-Account" }, up: false);
        rig.Answer = (_, body) => body == "first" ? hold.Task : Task.CompletedTask;
        var first = await rig.DeferAsync("/pay", "first", order: "a");
        await rig.SetUpAsync(true);
        await Eventually.Async(() => !rig.Received.IsEmpty, "the first is being executed");

        using var other = await rig.SendAsync("/pay", "other", order: "b");
        var second = await rig.DeferAsync("/pay", "second", order: "a");

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        hold.SetResult();
        await rig.AskUntilAsync(second, "done");
        using var third = await rig.SendAsync("/pay", "third", order: "a");
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.Equal(["first", "other", "second", "third"], rig.Received.Select(seen => seen.Body));
    }

    [Fact]
    public async Task Full_queue_accepts_nothing()
    {
        await using var rig = await DeferRig.StartAsync(up: false, depthMax: 1);
        await rig.DeferAsync("/pay", "one");
        using var refused = await rig.SendAsync("/pay", "two");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("durable-full", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(refused.Headers.Location);
        await rig.SetUpAsync(true);
        await Eventually.Async(async () => (await rig.Store.QueueAsync())?.Done == 1, "the first is executed");
        Assert.Equal("one", Assert.Single(rig.Received).Body);
        Assert.Equal((1, 1), (rig.Counters.Accepted, rig.Counters.Refused));
    }

    [Fact]
    public async Task Lost_store_accepts_nothing_and_everything_goes_on_when_it_is_back()
    {
        await using var rig = await DeferRig.StartAsync(Always);
        var gate = new TaskCompletionSource();
        rig.Answer = (_, _) => gate.Task;
        var first = await rig.DeferAsync("/pay", "one");
        await rig.AskUntilAsync(first, "running");
        await rig.Store.LoseAsync();
        using (var refused = await rig.SendAsync("/pay", "two"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("durable-unavailable", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var asked = await rig.Client.GetAsync(first))
            Assert.Contains("deferred-not-readable", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        gate.SetResult();
        rig.Store.Open();
        await rig.AskUntilAsync(await rig.DeferAsync("/pay", "three"), "done");
        Assert.DoesNotContain(rig.Received, seen => seen.Body == "two");
    }

    [Fact]
    public async Task Request_that_fails_too_often_is_dead_with_its_last_error_and_can_be_retried()
    {
        await using var rig = await DeferRig.StartAsync(Always, new QueueModel { Name = "later", MaxAttempts = 2, Backoff = TimeSpan.FromMilliseconds(10) });
        var status = 500;
        rig.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        var location = await rig.DeferAsync("/pay", "x");
        var dead = await rig.AskUntilAsync(location, "dead");
        Assert.Equal((2, "main answered 500"), (dead.GetProperty("attempts").GetInt32(), dead.GetProperty("lastError").GetString()));
        Assert.Equal(["1", "2"], rig.Received.Select(seen => seen.Headers["Perdure-Attempt"].ToString()));
        await Eventually.Async(() => (rig.Counters.Failed, rig.Counters.Dead) == (2, 1), "they are counted");

        status = 200;
        Assert.Equal(1, await rig.Store.Jobs.RetryDeadAsync("later", null, 10, CancellationToken.None));
        await rig.AskUntilAsync(location, "done");
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(302, true)]
    [InlineData(429, false)]
    [InlineData(408, false)]
    [InlineData(425, false)]
    public async Task Answer_below_500_is_final_unless_it_asks_to_come_again(int status, bool final)
    {
        await using var rig = await DeferRig.StartAsync(Always);
        rig.Answer = (context, _) =>
        {
            context.Response.StatusCode = rig.Received.Count == 1 ? status : 200;
            return Task.CompletedTask;
        };
        var done = await rig.AskUntilAsync(await rig.DeferAsync("/pay", "x"), "done");
        Assert.Equal((final ? status : 200, final ? 1 : 2), (done.GetProperty("answer").GetProperty("status").GetInt32(), rig.Received.Count));
    }

    [Fact]
    public async Task Request_whose_bytes_are_damaged_is_dead_and_kept()
    {
        await using var rig = await DeferRig.StartAsync(Always, up: false);
        await rig.DeferAsync("/pay", "x");
        var good = (await rig.Store.Jobs.GetAsync((await rig.Store.OnlyAsync()).Id, CancellationToken.None))!;
        var bytes = good.Payload.ToArray();
        bytes[^9] ^= 1;
        var jobs = await rig.Store.Jobs.EnqueueAsync(
            [new NewJob { Queue = "later", Headers = good.Headers, Payload = bytes }, new NewJob { Queue = "later", Payload = new byte[] { 1 } }], CancellationToken.None);
        await Eventually.Async(async () => (await rig.Store.QueueAsync())!.Dead == 2, "both are dead");
        Assert.Equal("the stored request cannot be sent: it is a deferred request, but damaged", await ErrorOfAsync(jobs[0]));
        Assert.Equal("the stored request cannot be sent: it was not accepted by a route, but put into the queue by somebody else", await ErrorOfAsync(jobs[1]));
        Assert.Equal(1, rig.Counters.Unreadable);
        Assert.Empty(rig.Received);

        async Task<string?> ErrorOfAsync(EnqueuedJob job) => (await rig.Store.Jobs.GetAsync(job.Id, CancellationToken.None))!.Info.LastError;
    }

    [Theory]
    [InlineData(DeferWhen.Always, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(DeferWhen.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Request_that_is_too_large_is_not_deferred(DeferWhen when, HttpStatusCode expected)
    {
        await using var rig = await DeferRig.StartAsync(new DeferModel { When = when, Queue = "later", MaxBody = 100_000 }, up: false);
        using var fits = await rig.SendAsync("/pay", new string('a', 100_000));
        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
        using var larger = await rig.SendAsync("/pay", new string('a', 100_001));
        Assert.Equal(expected, larger.StatusCode);
        await rig.SetUpAsync(true);
        await rig.AskUntilAsync(fits.Headers.Location!.OriginalString, "done");
        Assert.Equal(100_000, Assert.Single(rig.Received).Body.Length);
    }

    [Fact]
    public async Task Body_in_chunks_is_deferred_whole()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pay") { Content = new StringContent(new string('b', 200_000)), Headers = { TransferEncodingChunked = true } };
        using var accepted = await rig.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await rig.SetUpAsync(true);
        await rig.AskUntilAsync(accepted.Headers.Location!.OriginalString, "done");
        Assert.Equal(new string('b', 200_000), Assert.Single(rig.Received).Body);
    }

    [Fact]
    public async Task Answer_that_is_too_large_is_done_without_its_body()
    {
        await using var rig = await DeferRig.StartAsync(Always with { MaxBody = 2_000 });
        rig.Answer = (context, _) => context.Response.WriteAsync(new string('c', 500_000));
        var done = await rig.AskUntilAsync(await rig.DeferAsync("/pay", "x"), "done");
        var answer = done.GetProperty("answer");
        Assert.True(answer.GetProperty("bodyDropped").GetBoolean());
        Assert.False(answer.TryGetProperty("body", out _));
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Fact]
    public async Task Requests_of_a_route_that_is_gone_wait()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        var location = await rig.DeferAsync("/pay", "x");
        var route = rig.Gateway.Server.Model.Routes[0];
        await rig.ChangeAsync(model => model with { Routes = [route with { Name = "other", Defer = null }] });
        await rig.SetUpAsync(true);
        await rig.AskUntilAsync(location, "pending");
        await rig.ChangeAsync(model => model with { Routes = [route with { Name = "other" }] });
        await Eventually.Async(() => rig.Gateway.Server.HeldRoutes.Contains("main"), "the requests of the route are held");
        await rig.AskUntilAsync(location, "pending");
        Assert.Empty(rig.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_of_a_route_that_went_while_the_gateway_was_down_are_said_to_be_held(bool inHand)
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        await rig.DeferAsync("/pay", "x");
        await rig.ChangeAsync(model => model with { Routes = [model.Routes[0] with { Defer = null }] });
        // As one that the gateway had in hand when it died. A last look may still have put it off for a minute.
        if (inHand)
            await Eventually.Async(
                async () => (await rig.Store.Jobs.ClaimAsync("later", 1, TimeSpan.FromHours(1), "dead", CancellationToken.None)).Count == 1,
                "it is in hand",
                180_000);
        await rig.RestartAsync();
        await Eventually.Async(() => rig.Gateway.Server.HeldRoutes.Contains("main"), "the requests of the route are held");
    }

    [Fact]
    public async Task Requests_outlast_the_gateway()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        var location = await rig.DeferAsync("/pay", "x");
        await rig.RestartAsync();
        await rig.AskUntilAsync(location, "pending");
        await rig.SetUpAsync(true);
        await rig.AskUntilAsync(location, "done");
        Assert.Single(rig.Received);
    }

    [Fact]
    public async Task Stopping_gateway_lets_what_is_in_hand_end_and_takes_no_more()
    {
        await using var rig = await DeferRig.StartAsync(Always with { Concurrency = 1 });
        var gate = new TaskCompletionSource();
        rig.Answer = (_, _) => gate.Task;
        var first = await rig.DeferAsync("/pay", "one");
        await rig.DeferAsync("/pay", "two");
        await rig.AskUntilAsync(first, "running");
        var stopping = rig.Gateway.Server.StopReplaysAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        await stopping;
        Assert.Equal((1, 1, 0), await rig.Store.QueueAsync() is { } queue ? (queue.Done, queue.Pending, queue.Claimed) : default);
        Assert.Equal("one", Assert.Single(rig.Received).Body);
    }

    [Fact]
    public async Task While_nothing_can_be_sent_requests_use_up_no_attempts_and_only_one_looks()
    {
        await using var rig = await DeferRig.StartAsync(up: false);
        var since = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 40; i++)
            await rig.DeferAsync("/pay", $"{i}");
        await Eventually.Async(() => rig.Counters.Postponed >= 4, "it has looked");
        // The pauses between looks grow to 2 s, and a slow machine takes its time to come here.
        Assert.InRange(rig.Counters.Postponed, 4, 20 + (long)TimeProvider.System.GetElapsedTime(since).TotalSeconds);
        var page = await rig.Store.Jobs.ListAsync(new JobQuery("later"), CancellationToken.None);
        Assert.All(page.Jobs, job => Assert.True(job.State == JobState.Claimed || job.Attempts == 0));
        await rig.SetUpAsync(true);
        await Eventually.Async(async () => (await rig.Store.QueueAsync())!.Done == 40, "all are executed");
        Assert.Equal(40, rig.Received.Select(seen => seen.Body).Distinct().Count());
        Assert.Equal(40, rig.Received.Count);
    }
}
