using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Coordination.Storage;
using Perdure.Model;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Nodes;

/// <summary>What a gateway's traffic becomes in its metrics.</summary>
public sealed class NodeTelemetryTests
{
    [Fact]
    public async Task Requests_are_counted_by_route_tier_and_outcome_and_their_attempts_by_instance()
    {
        await using var backend = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/bad" ? 500 : 200;
            return context.Response.WriteAsync("x");
        });
        await using var node = await Measured.StartAsync(Measured.Model(null, null, backend.Url));

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await node.GetAsync());
        Assert.Equal(HttpStatusCode.InternalServerError, await node.GetAsync("/bad"));

        Assert.Equal(3, await node.ValueAsync("perdure_route_requests_total{perdure_route=\"all\",tier=\"standard\",outcome=\"good\"}"));
        Assert.Equal(1, await node.ValueAsync("perdure_route_requests_total{perdure_route=\"all\",tier=\"standard\",outcome=\"failed\"}"));
        Assert.Equal(3, await node.ValueAsync("perdure_service_requests_total{perdure_service=\"catalog\",outcome=\"good\"}"));
        Assert.Equal(3, await node.ValueAsync("http_server_request_duration_seconds_count{perdure_route=\"all\",outcome=\"good\"}"));
        Assert.Equal(3, await node.ValueAsync("http_client_request_duration_seconds_count{perdure_service=\"catalog\",result=\"success\"}"));
        Assert.Equal(4, await node.ValueAsync("perdure_upstream_time_to_first_byte_seconds_count{perdure_service=\"catalog\"}"));
        Assert.Equal(3, await node.ValueAsync("perdure_instance_attempts_total{perdure_service=\"catalog\",perdure_instance=\"catalog-1\",result=\"success\"}"));
        var again = await node.ValueAsync("perdure_service_retries_total{perdure_service=\"catalog\",reason=\"status\"}");
        Assert.Equal(1 + again, await node.ValueAsync("perdure_instance_attempts_total{perdure_service=\"catalog\",perdure_instance=\"catalog-1\",result=\"failure\"}"));
        Assert.True(await node.ValueAsync("perdure_instance_attempt_time_seconds_total{perdure_service=\"catalog\",perdure_instance=\"catalog-1\"}") > 0);
        Assert.Equal(0, await node.ValueAsync("http_server_active_requests{perdure_route=\"all\",tier=\"standard\"}"));
        Assert.Equal(1, await node.ValueAsync("perdure_instance_available{perdure_service=\"catalog\",perdure_instance=\"catalog-1\"}"));
    }

    [Fact]
    public async Task Request_in_flight_is_active_until_it_ends()
    {
        var arrived = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            arrived.TrySetResult();
            await go.Task;
        });
        await using var node = await Measured.StartAsync(Measured.Model(null, null, backend.Url));

        var asking = node.GetAsync();
        await arrived.Task;

        Assert.Equal(1, await node.ValueAsync("http_server_active_requests{perdure_route=\"all\",tier=\"standard\"}"));
        Assert.Equal(1, await node.ValueAsync("http_client_active_requests{perdure_service=\"catalog\"}"));
        go.SetResult();
        await asking;
        Assert.Equal(0, await node.ValueAsync("http_server_active_requests{perdure_route=\"all\",tier=\"standard\"}"));
    }

    [Fact]
    public async Task Instance_that_refuses_shows_in_retries_attempts_and_breaker()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        // By turns, and away for longer than the test lasts.
        await using var node = await Measured.StartAsync(Measured.Model(
            service => service with
            {
                Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin },
                OutlierDetection = new OutlierDetectionModel { BaseEjection = TimeSpan.FromMinutes(5) },
                CircuitBreaker = new CircuitBreakerModel { OpenFor = TimeSpan.FromMinutes(5) },
            },
            null, backend.Url, new Uri("http://127.0.0.1:1")));

        for (var i = 0; i < 60; i++)
            Assert.Equal(HttpStatusCode.OK, await node.GetAsync());

        const string Bad = "perdure_service=\"catalog\",perdure_instance=\"catalog-2\"";
        var refused = await node.ValueAsync($"perdure_instance_attempts_total{{{Bad},result=\"connect-failed\"}}");
        Assert.True(refused > 0);
        Assert.Equal(refused, await node.ValueAsync("perdure_service_retries_total{perdure_service=\"catalog\",reason=\"nothing-sent\"}"));
        Assert.Equal(60, await node.ValueAsync("perdure_route_requests_total{perdure_route=\"all\",tier=\"standard\",outcome=\"good\"}"));
        var ejections = await node.ValueAsync($"perdure_instance_ejections_total{{{Bad}}}");
        var opened = await node.ValueAsync($"perdure_breaker_transitions_total{{{Bad},to=\"open\"}}");
        Assert.True(ejections + opened > 0, "neither ejected nor its breaker open");
        Assert.Equal(0, await node.ValueAsync($"perdure_instance_available{{{Bad}}}"));
    }

    [Fact]
    public async Task Wait_for_a_place_is_timed_and_what_finds_none_is_counted_by_reason()
    {
        var arrived = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            arrived.TrySetResult();
            await go.Task;
        });
        // A queue that was full has little patience with those who wait in it: for it no time passes.
        var bulkhead = new BulkheadModel { MaxConcurrent = 1, MaxQueued = 1, QueueTimeout = TimeSpan.FromMinutes(1) };
        await using var node = await Measured.StartAsync(Measured.Model(service => service with { Bulkhead = bulkhead }, null, backend.Url), time: new SteppedClock());
        const string Owner = "perdure_service=\"catalog\"";

        var first = node.GetAsync();
        await arrived.Task;
        var second = node.GetAsync();
        await Eventually.Async(async () => await node.ValueAsync($"perdure_bulkhead_queued{{{Owner}}}") == 1, "the second one waits");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.GetAsync());
        go.SetResult();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await Task.WhenAll(first, second));

        Assert.Equal(1, await node.ValueAsync($"perdure_bulkhead_queue_time_seconds_count{{{Owner}}}"));
        Assert.Equal(1, await node.ValueAsync($"perdure_bulkhead_shed_total{{{Owner},tier=\"standard\",reason=\"queue-full\"}}"));
        Assert.Equal(1, await node.ValueAsync("perdure_tier_shed_total{tier=\"standard\"}"));
        Assert.Equal(1, await node.ValueAsync("perdure_route_requests_total{perdure_route=\"all\",tier=\"standard\",outcome=\"shed\"}"));
    }

    [Fact]
    public async Task Counts_go_on_over_a_reload_and_follow_it()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        var model = Measured.Model(null, null, backend.Url);
        await using var node = await Measured.StartAsync(model);
        await node.GetAsync();

        var two = model.Services[0] with { Instances = [model.Services[0].Instances[0], new InstanceModel { Id = "catalog-2", Url = backend.Url }] };
        await node.Gateway.ReloadAsync(model with { Services = [two], Routes = [model.Routes[0] with { Tier = Tier.Critical }] }, CancellationToken.None);
        await node.GetAsync();

        Assert.Equal(1, await node.ValueAsync("perdure_route_requests_total{perdure_route=\"all\",tier=\"standard\",outcome=\"good\"}"));
        Assert.Equal(1, await node.ValueAsync("perdure_route_requests_total{perdure_route=\"all\",tier=\"critical\",outcome=\"good\"}"));
        Assert.Equal(2, await node.ValueAsync("http_server_request_duration_seconds_count{perdure_route=\"all\",outcome=\"good\"}"));
        Assert.NotNull(await node.ValueAsync("perdure_instance_available{perdure_service=\"catalog\",perdure_instance=\"catalog-2\"}"));
        Assert.Equal(2, await node.ValueAsync("perdure_plan_version"));
    }

    [Fact]
    public async Task Requests_of_no_route_are_counted_too()
    {
        await using var node = await Measured.StartAsync(Measured.Model(null, route => route with { Match = new RouteMatch { Path = "/a" } }, new Uri("http://127.0.0.1:1")));

        Assert.Equal(HttpStatusCode.NotFound, await node.GetAsync("/b"));

        Assert.Equal(1, await node.ValueAsync("perdure_request_refused_total{reason=\"no-route\"}"));
    }

    [Fact]
    public async Task Without_metering_what_the_policies_count_is_still_shown()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await Measured.StartAsync(Measured.Model(null, null, backend.Url), metering: false);

        await node.GetAsync();

        Assert.Equal(1, await node.ValueAsync("perdure_service_requests_total{perdure_service=\"catalog\",outcome=\"good\"}"));
        Assert.DoesNotContain("http_server_request_duration", await node.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_beyond_the_limit_are_left_out_and_counted()
    {
        var urls = Enumerable.Range(1, 10).Select(port => new Uri($"http://127.0.0.1:{port}")).ToArray();
        await using var node = await Measured.StartAsync(Measured.Model(null, null, urls), seriesMax: 7);

        var text = await node.TextAsync();

        Assert.Equal(7, text.Split('\n').Count(line => line.StartsWith("perdure_instance_weight{", StringComparison.Ordinal)));
        Assert.True(await node.ValueAsync("perdure_metrics_series_dropped_total") >= 3);
    }

    [Fact]
    public async Task Large_system_is_written_with_every_instance()
    {
        ServiceModel[] services =
        [
            .. Enumerable.Range(0, 200).Select(service => new ServiceModel
            {
                Name = $"service-{service}",
                Instances = [.. Enumerable.Range(0, 10).Select(instance => new InstanceModel { Id = $"service-{service}-{instance}", Url = new Uri("http://127.0.0.1:1") })],
            }),
        ];
        await using var node = await Measured.StartAsync(Measured.Model(
            services, services.Select(service => new RouteModel { Name = service.Name, Service = service.Name, Match = new RouteMatch { Path = $"/{service.Name}/*" } })));

        var lines = (await node.TextAsync()).Split('\n');

        Assert.Equal(2_000, lines.Count(line => line.StartsWith("perdure_breaker_state{", StringComparison.Ordinal)));
        Assert.Equal(0, await node.ValueAsync("perdure_metrics_series_dropped_total"));
    }

    [Fact]
    public async Task Lost_store_shows_with_how_long_and_how_often()
    {
        var status = new StoreStatus { Engine = "etcd", State = StoreState.Connected, Since = DateTimeOffset.UnixEpoch, Location = "x" };
        using var watch = new StoreWatch(() => status, TimeProvider.System);
        await using var node = await Measured.StartAsync(Measured.Model(null, null, new Uri("http://127.0.0.1:1")), store: watch);
        Assert.Equal(1, await node.ValueAsync("perdure_store_up{engine=\"etcd\"}"));

        status = status with { State = StoreState.Lost };

        Assert.Equal(0, await node.ValueAsync("perdure_store_up{engine=\"etcd\"}"));
        Assert.Equal(1, await node.ValueAsync("perdure_store_losses_total{engine=\"etcd\"}"));
        Assert.True(await node.ValueAsync("perdure_store_state_time_seconds{engine=\"etcd\"}") < 60);
    }

    [Fact]
    public async Task Queues_show_their_jobs_and_the_age_of_the_oldest()
    {
        var queue = new QueueSample { Name = "mail", Jobs = [("pending", 3), ("dead", 1)], MaxDepth = 100, OldestAgeSeconds = 12.5, Events = [("enqueued", 7)] };
        await using var node = await Measured.StartAsync(Measured.Model(null, null, new Uri("http://127.0.0.1:1")), new DurableSample(true, [queue]));

        Assert.Equal(3, await node.ValueAsync("perdure_queue_jobs{queue=\"mail\",state=\"pending\"}"));
        Assert.Equal(12.5, await node.ValueAsync("perdure_queue_oldest_age_seconds{queue=\"mail\"}"));
        Assert.Equal(7, await node.ValueAsync("perdure_queue_events_total{queue=\"mail\",event=\"enqueued\"}"));
        Assert.Equal(1, await node.ValueAsync("perdure_durable_up"));
    }
}
