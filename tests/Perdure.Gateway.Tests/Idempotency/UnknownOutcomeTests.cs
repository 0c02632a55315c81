using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Perdure.Durability.Storage;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Idempotency;

/// <summary>What was sent and whose effect is not known is never sent again blindly.</summary>
public sealed class UnknownOutcomeTests
{
    private static readonly TimeSpan s_pastLease = TimeSpan.FromMinutes(10);
    private static readonly IdempotencyModel s_asking = new() { ReconcilePath = "/by-key/{key}" };

    [Fact]
    public async Task Request_in_flight_at_a_crash_is_in_flight_until_its_lease_ends_and_then_unknown()
    {
        using var never = new CancellationTokenSource();
        await using var rig = await KeyedRig.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, never.Token));
        var first = rig.PostAsync("k");
        await Eventually.Async(() => rig.Backend.Requests == 1, "the service has it");

        await rig.RestartAsync(TimeSpan.Zero);
        await Assert.ThrowsAnyAsync<Exception>(() => first);
        var early = await rig.PostAsync("k");
        await rig.RestartAsync(s_pastLease);
        var late = await rig.PostAsync("k");
        await never.CancelAsync();

        Assert.Equal(409, early.Status);
        Assert.Contains("request-in-flight", early.Body, StringComparison.Ordinal);
        Assert.Equal(409, late.Status);
        Assert.Contains("urn:perdure:problem:outcome-unknown", late.Body, StringComparison.Ordinal);
        Assert.Equal(1, rig.Backend.Requests);
        Assert.Equal(1, rig.Counters.Unknown);
    }

    [Fact]
    public async Task Key_of_which_nothing_was_done_is_freed_when_the_store_is_back()
    {
        await using var rig = await KeyedRig.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Headers.ContainsKey("X-Busy") ? 429 : 201;
            return Task.CompletedTask;
        });
        var store = new FaultyStore(rig.Access.Store!) { EndsKeys = false };
        rig.Access.Store = store;

        var busy = await rig.PostAsync("k", "a", "X-Busy: yes");
        store.EndsKeys = true;
        await Eventually.Async(async () => await store.Idempotency.CountAsync(CancellationToken.None) == 0, "the key is free");

        Assert.Equal((429, 201), (busy.Status, (await rig.PostAsync("k")).Status));
    }

    [Fact]
    public async Task Answer_that_is_too_large_to_wait_for_the_store_leaves_its_status()
    {
        await using var rig = await KeyedRig.StartAsync(context => context.Response.WriteAsync(new string('x', 100_000)));
        var store = new FaultyStore(rig.Access.Store!) { EndsKeys = false };
        rig.Access.Store = store;

        var first = await rig.PostAsync("k");
        store.EndsKeys = true;
        CacheAnswer? again = null;
        await Eventually.Async(async () => !(again = await rig.PostAsync("k")).Body.Contains("in-flight", StringComparison.Ordinal), "it is settled");

        Assert.Equal((200, 409), (first.Status, again!.Status));
        Assert.Contains("answer-not-kept", again.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, 200, true, 1)]
    [InlineData(404, 201, false, 2)]
    [InlineData(500, 409, false, 1)]
    public async Task Unknown_request_becomes_what_the_service_says_of_it(int says, int answered, bool replayed, int executions)
    {
        string? asked = null;
        var executed = 0;
        await using var rig = await KeyedRig.StartAsync(
            context =>
            {
                if (context.Request.Method == "GET")
                {
                    asked = $"{context.Request.Path} {context.Request.Headers.Authorization} {context.Request.Headers["Idempotency-Key"]}";
                    context.Response.StatusCode = says;
                }
                else
                {
                    context.Response.StatusCode = Interlocked.Increment(ref executed) == 1 ? 500 : 201;
                }

                return context.Response.WriteAsync("it is so");
            },
            s_asking);

        Assert.Equal(500, (await rig.PostAsync("a%2Fb", "a", "Authorization: Bearer one")).Status);
        rig.StoreTime.By = TimeSpan.FromSeconds(1);
        var second = await rig.PostAsync("a%2Fb", "a", "Authorization: Bearer one");
        var third = await rig.PostAsync("a%2Fb", "a", "Authorization: Bearer one");

        Assert.Equal("/by-key/a%2Fb Bearer one a%2Fb", asked);
        Assert.Equal((answered, replayed), (second.Status, second.Headers.ContainsKey("Idempotency-Replayed")));
        Assert.Equal(answered, third.Status);
        Assert.Equal(executions, executed);
    }

    [Fact]
    public async Task Connection_that_breaks_after_the_request_was_sent_is_not_followed_by_another_attempt()
    {
        await using var breaking = new RawServer((_, _, _) => Task.CompletedTask);
        await using var rig = await KeyedRig.StartAsync(_ => Task.CompletedTask, new IdempotencyModel(), model => model with { Services = [TestGateway.ServiceOf(breaking.Url, breaking.Url)] });

        var first = await rig.PostAsync("k");
        var second = await rig.PostAsync("k");

        Assert.Equal(502, first.Status);
        Assert.Equal(409, second.Status);
        Assert.Equal(1, breaking.Requests);
    }

    [Fact]
    public async Task Answer_that_breaks_off_is_no_answer()
    {
        await using var breaking = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        await using var rig = await KeyedRig.StartAsync(_ => Task.CompletedTask, new IdempotencyModel(), model => model with { Services = [TestGateway.ServiceOf(breaking.Url)] });

        var first = await rig.PostAsync("k");

        Assert.Equal(502, first.Status);
        Assert.Contains("connection-broken", first.Body, StringComparison.Ordinal);
        Assert.Equal(409, (await rig.PostAsync("k")).Status);
        Assert.Equal(1, breaking.Requests);
    }

    [Fact]
    public async Task Request_of_which_nothing_was_sent_leaves_its_key_free()
    {
        await using var rig = await KeyedRig.StartAsync(
            context =>
            {
                context.Response.StatusCode = 201;
                return Task.CompletedTask;
            },
            new IdempotencyModel());
        var up = rig.Model;
        await rig.Gateway.Server.ReloadAsync(up with { Services = [TestGateway.ServiceOf(RawServer.Nobody())] }, CancellationToken.None);

        Assert.Equal(503, (await rig.PostAsync("k")).Status);
        await rig.Gateway.Server.ReloadAsync(up, CancellationToken.None);

        Assert.Equal(201, (await rig.PostAsync("k")).Status);
        Assert.Equal("true", (await rig.PostAsync("k")).Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task Fallback_for_what_was_not_sent_is_not_kept_as_the_answer()
    {
        await using var rig = await KeyedRig.StartAsync(
            context =>
            {
                context.Response.StatusCode = 201;
                return Task.CompletedTask;
            },
            new IdempotencyModel());
        var up = rig.Model;
        var fallback = new FallbackModel { Answer = new StaticAnswer { Body = "later" } };
        await rig.Gateway.Server.ReloadAsync(
            up with { Services = [TestGateway.ServiceOf(RawServer.Nobody())], Routes = [up.Routes[0] with { Fallbacks = [fallback] }] }, CancellationToken.None);

        Assert.Equal("later", (await rig.PostAsync("k")).Body);
        await rig.Gateway.Server.ReloadAsync(up, CancellationToken.None);

        Assert.Equal(201, (await rig.PostAsync("k")).Status);
    }

    [Fact]
    public async Task Client_that_goes_away_does_not_stop_what_it_has_begun()
    {
        var go = new TaskCompletionSource();
        await using var rig = await KeyedRig.StartAsync(async context =>
        {
            await go.Task;
            context.Response.StatusCode = 201;
        });
        using (var client = await RawClient.ConnectAsync(rig.Gateway.Address))
        {
            await client.SendAsync("POST /pay HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 1\r\nIdempotency-Key: k\r\n\r\na");
            await Eventually.Async(() => rig.Backend.Requests == 1, "the service has it");
            client.Stream.Socket.LingerState = new LingerOption(true, 0);
        }

        go.SetResult();
        await Eventually.Async(() => rig.Gateway.Server.InFlight == 0, "it is brought to its end");
        var again = await rig.PostAsync("k");

        Assert.Equal((201, "true"), (again.Status, again.Headers["Idempotency-Replayed"]));
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Fact]
    public async Task Lost_store_refuses_what_has_a_key_and_lets_the_rest_pass()
    {
        await using var rig = await KeyedRig.StartAsync(
            context =>
            {
                context.Response.StatusCode = 201;
                return Task.CompletedTask;
            });
        var store = rig.Access.Store;
        rig.Access.Store = null;

        var refused = await rig.PostAsync("k");
        var without = await rig.SendAsync(HttpMethod.Post, "/pay", "a");
        Assert.Equal(503, refused.Status);
        Assert.Contains("urn:perdure:problem:durable-unavailable", refused.Body, StringComparison.Ordinal);
        Assert.Equal(201, without.Status);
        Assert.Equal(1, rig.Backend.Requests);

        // One that is closed under the gateway's hands is lost as well.
        await store!.DisposeAsync();
        rig.Access.Store = store;
        Assert.Equal(503, (await rig.PostAsync("k")).Status);
        rig.OpenStore();
        Assert.Equal(201, (await rig.PostAsync("k")).Status);
        Assert.Equal(2, rig.Counters.StoreLost);
    }

    [Fact]
    public async Task Answer_given_while_the_store_is_away_is_kept_when_it_is_back()
    {
        KeyedRig rig = null!;
        rig = await KeyedRig.StartAsync(async context =>
        {
            // The store goes while the service is at it.
            await rig.Access.Store!.DisposeAsync();
            rig.Access.Store = null;
            context.Response.StatusCode = 201;
        });
        await using var owned = rig;

        Assert.Equal(201, (await rig.PostAsync("k")).Status);
        rig.OpenStore();

        await Eventually.Async(() => rig.Gateway.Server.InFlight == 0, "the answer is kept");
        Assert.Equal("true", (await rig.PostAsync("k")).Headers["Idempotency-Replayed"]);
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Fact]
    public async Task Kept_answer_that_cannot_be_read_is_not_executed_again()
    {
        await using var rig = await KeyedRig.StartAsync(
            context =>
            {
                context.Response.StatusCode = 201;
                return Task.CompletedTask;
            });
        await rig.PostAsync("k");
        var records = rig.Access.Store!.Idempotency;
        var key = new IdempotencyKey("test/main/nobody", "k");
        var known = await records.GetAsync(key, CancellationToken.None);
        rig.StoreTime.By = TimeSpan.FromDays(2);
        var begun = await records.BeginAsync(key, known!.Fingerprint, TimeSpan.FromMinutes(1), CancellationToken.None);
        await records.FinishAsync(key, begun.Token, new byte[] { 9, 9 }, CancellationToken.None);

        Assert.Equal(409, (await rig.PostAsync("k")).Status);
        Assert.Equal(1, rig.Backend.Requests);
    }
}
